#include "net/origin.hpp"

#include "net/encoding.hpp"

#include <algorithm>

namespace zenix::net {

bool origin_is_host(std::string_view origin, std::string_view host) {
    std::string_view port;
    if (origin.starts_with("https://")) {
        origin.remove_prefix(8);
        port = ":443";
    } else if (origin.starts_with("http://")) {
        origin.remove_prefix(7);
        port = ":80";
    } else {
        return false;  // `null` and what is no page of the web
    }
    const auto bare = [port](std::string_view s) {
        if (s.ends_with(port)) s.remove_suffix(port.size());
        return s;
    };
    return !bare(host).empty() && equal_without_case(bare(origin), bare(host));
}

client_address behind_proxies(std::string_view peer_ip, bool tls, std::string_view forwarded_for,
    std::string_view forwarded_proto, const std::vector<std::string>& trusted) {
    const auto believed = [&](std::string_view ip) {
        return std::find(trusted.begin(), trusted.end(), ip) != trusted.end();
    };
    client_address out{std::string(peer_ip), tls};
    if (!believed(peer_ip)) return out;
    if (equal_without_case(trim(forwarded_proto), "https")) out.secure = true;

    std::vector<std::string_view> hops;
    split(forwarded_for, ',', [&](std::string_view hop) {
        if (!trim(hop).empty()) hops.push_back(trim(hop));
    });
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        out.ip = std::string(*hop);
        if (!believed(*hop)) break;
    }
    return out;
}

}  // namespace zenix::net
