"use strict";
// Sorts and filters tables. Without script every table is complete and in its own order.
document.querySelectorAll("table[data-sort]").forEach(function (table) {
  table.querySelectorAll("thead th").forEach(function (head, column) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      var up = head.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      var body = table.tBodies[0];
      Array.from(body.rows).sort(function (a, b) {
        var left = value(a.cells[column]), right = value(b.cells[column]);
        var order = typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right));
        return up ? order : -order;
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
});
function value(cell) {
  var text = cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
  return text !== "" && !isNaN(Number(text)) ? Number(text) : text;
}
document.querySelectorAll("input[data-filter]").forEach(function (input) {
  input.closest("label").hidden = false;
  input.addEventListener("input", function () {
    var wanted = input.value.toLowerCase();
    document.getElementById(input.dataset.filter).querySelectorAll("tbody tr").forEach(function (row) {
      row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
    });
  });
});
