#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace zenix::net {

/// True when a page of `origin` (`https://zenix.example:8443`) was served by the `Host` it now talks
/// to. Default ports may be left out on either side; case does not matter.
[[nodiscard]] bool origin_is_host(std::string_view origin, std::string_view host);

/// Who is at the other end, when proxies in front may speak for them.
struct client_address {
    std::string ip;
    bool secure = false;
};
/// `forwarded_for` is believed from the right, as long as the one who wrote it is trusted.
[[nodiscard]] client_address behind_proxies(std::string_view peer_ip, bool tls,
    std::string_view forwarded_for, std::string_view forwarded_proto,
    const std::vector<std::string>& trusted);

}  // namespace zenix::net
