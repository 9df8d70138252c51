"use strict";

const reader = document.getElementById("reader");

Redoc.init(reader.dataset.schema + "?format=json", { disableSearch: false, hideLoading: true }, reader);
