"use strict";

const reader = document.getElementById("reader");

SwaggerUIBundle({
  url: reader.dataset.schema + "?format=json",
  domNode: reader,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null, // the public validator would be asked over the network
});
