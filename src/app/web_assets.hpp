#pragma once

#include <span>
#include <string_view>

namespace zenix::app {

// One file of web/dist, built into the binary. Static storage.
struct web_asset {
    std::string_view path;  // as in the URL: "/index.html", "/assets/index-B4x1.js"
    std::string_view mime;  // the Content-Type, with charset where text
    std::string_view etag;  // quoted, from the content
    std::string_view body;
    std::string_view gzip;  // the same, compressed; empty where compression gains nothing
    bool immutable;         // its name changes with its content: may be cached for ever
};

// Ascending by path, bytewise. Empty when the web app was not built before the server.
std::span<const web_asset> web_assets();

// api/openapi.yaml as built. Empty when the file was missing.
std::string_view openapi_yaml();

}  // namespace zenix::app
