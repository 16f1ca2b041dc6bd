"""The JSON Schemas of the published outputs."""
