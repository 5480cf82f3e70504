#include "app/page.hpp"

#include <algorithm>

#include "app/web_assets.hpp"
#include "base/problem.hpp"

namespace zenix::app {
namespace {

const web_asset* find(std::string_view path) {
    const auto all = web_assets();
    const auto it = std::ranges::lower_bound(all, path, {}, &web_asset::path);
    return it != all.end() && it->path == path ? &*it : nullptr;
}

net::response answer(const web_asset& file, const net::request& r) {
    net::response out;
    out.with("content-type", std::string(file.mime))
        .with("etag", std::string(file.etag))
        .with("cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (r.header("if-none-match") == file.etag) {
        out.status = 304;
        return out;
    }
    if (!file.gzip.empty() && r.header("accept-encoding").find("gzip") != std::string_view::npos) {
        out.with("content-encoding", "gzip").with("vary", "accept-encoding");
        out.body = std::string(file.gzip);
    } else {
        out.body = std::string(file.body);
    }
    return out;
}

task<net::response> page(net::request& r) {
    if (const auto* file = find(r.path)) co_return answer(*file, r);
    const bool is_file = r.path.substr(r.path.rfind('/') + 1).find('.') != std::string::npos;
    if (is_file || r.path.starts_with("/api/")) throw not_found("Nothing is at " + r.path + ".");
    if (const auto* index = find("/index.html")) co_return answer(*index, r);
    throw problem(503, "page_not_built",
                  "This zenix was built without its page. Build web/ first, then zenix: ./run does both.");
}

task<net::response> contract(net::request&) {
    co_return net::reply_text(std::string(openapi_yaml()), "application/yaml");
}

}  // namespace

void add_page(net::router& routes) {
    routes.add("GET", "/api/v1/openapi.yaml", access::everyone(), contract);
    routes.set_fallback(page);
}

}  // namespace zenix::app
