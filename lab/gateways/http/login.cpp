#include "lab/gateways/http/login.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace zenix::lab {

std::map<std::string, std::string> read_digest(std::string_view header) {
    std::map<std::string, std::string> out;
    if (header.starts_with("Digest ")) header.remove_prefix(7);
    while (!header.empty()) {
        const auto equals = header.find('=');
        if (equals == std::string_view::npos) break;
        std::string name;
        for (const char c : header.substr(0, equals))
            if (c != ' ' && c != ',') name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        header.remove_prefix(equals + 1);
        std::string value;
        if (header.starts_with('"')) {
            std::size_t i = 1;
            for (; i < header.size() && header[i] != '"'; ++i) {
                if (header[i] == '\\' && i + 1 < header.size()) ++i;
                value += header[i];
            }
            header.remove_prefix(std::min(i + 1, header.size()));
        } else {
            const auto end = std::min(header.find(','), header.size());
            value = header.substr(0, end);
            while (value.ends_with(' ')) value.pop_back();
            header.remove_prefix(end);
        }
        out[name] = value;
    }
    return out;
}

std::string md5_hex(std::string_view data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned size = 0;
    EVP_Digest(data.data(), data.size(), sum.data(), &size, EVP_md5(), nullptr);
    std::string out;
    for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", sum.at(i));
    return out;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > 4096) return std::nullopt;
    std::string out(text.size() / 4 * 3, '\0');
    const int n = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (n < 0) return std::nullopt;
    std::size_t pad = 0;
    while (pad < 2 && text[text.size() - 1 - pad] == '=') ++pad;
    out.resize(static_cast<std::size_t>(n) - pad);
    return out;
}

bool login::basic_fits(std::string_view header) const {
    const auto plain = decode_base64(header.substr(6));
    return plain && *plain == user + ":" + password;
}

bool login::digest_fits(std::string_view header, const box_request& r, bool& stale) {
    auto p = read_digest(header);
    if (p["username"] != user || p["realm"] != realm || p["uri"] != r.target) return false;
    const auto who = md5_hex(user + ":" + realm + ":" + password);
    const auto what = md5_hex(r.method + ":" + p["uri"]);
    const auto middle = p["qop"].empty() ? ":" + p["nonce"] + ":"
                                         : ":" + p["nonce"] + ":" + p["nc"] + ":" + p["cnonce"] +
                                               ":" + p["qop"] + ":";
    if (p["response"] != md5_hex(who + middle + what)) return false;
    stale = p["nonce"] != nonce_ || uses_ >= nonce_uses;
    if (!stale) ++uses_;
    return !stale;
}

void login::expire_nonce() {
    nonce_ = md5_hex(fmt::format("nonce {}", ++nonces_));
    uses_ = 0;
}

box_reply login::challenge(bool stale) const {
    box_reply out;
    out.status = 401;
    out.type = "text/html";
    out.body = "<html><head><title>Unauthorized</title></head><body>Access denied</body></html>";
    if (kind != scheme::basic)
        out.headers.emplace_back("WWW-Authenticate",
            fmt::format("Digest realm=\"{}\", domain=\":80\", qop=\"auth\", nonce=\"{}\", "
                        "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\", algorithm=\"MD5\", "
                        "stale=\"{}\"",
                realm, nonce_, stale ? "TRUE" : "FALSE"));
    if (kind != scheme::digest)
        out.headers.emplace_back("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
    return out;
}

std::optional<box_reply> login::check(const box_request& r) {
    if (kind == scheme::none && !refuse_all) return std::nullopt;
    if (refuse_all) return challenge(false);
    const auto header = r.header("authorization");
    bool stale = false;
    if (header.starts_with("Basic ") && kind != scheme::digest && basic_fits(header))
        return std::nullopt;
    if (header.starts_with("Digest ") && kind != scheme::basic && digest_fits(header, r, stale))
        return std::nullopt;
    if (stale) expire_nonce();
    return challenge(stale);
}

}  // namespace zenix::lab
