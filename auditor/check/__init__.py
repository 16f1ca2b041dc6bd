"""Policy, waivers and lock over the reports of the models that a repository uses: pure but for reading the lock."""
