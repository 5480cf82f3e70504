#include "gateways/drivers/digest.hpp"

#include "net/encoding.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace zenix::gateways::drivers {

namespace {

using net::equal_without_case;

/// What an attribute may be written with: a token of RFC 9110, or what stands for one in the field.
bool is_token(char c) {
    return c > ' ' && c < 0x7f && std::string_view("\",=").find(c) == std::string_view::npos;
}

class reader {
  public:
    explicit reader(std::string_view text) : rest_(text) {}

    void skip(std::string_view any_of) {
        while (!rest_.empty() && any_of.find(rest_.front()) != std::string_view::npos)
            rest_.remove_prefix(1);
    }
    std::string_view token() {
        std::size_t n = 0;
        while (n < rest_.size() && is_token(rest_[n])) ++n;
        const auto out = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return out;
    }
    /// After `=`: quoted, with `\` before what it protects, or bare.
    std::string value() {
        if (!take('"')) return std::string(token());
        std::string out;
        while (!rest_.empty() && rest_.front() != '"') {
            if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
            out += rest_.front();
            rest_.remove_prefix(1);
        }
        (void)take('"');
        return out;
    }
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void drop() { rest_.remove_prefix(rest_.empty() ? 0 : 1); }
    [[nodiscard]] bool done() const { return rest_.empty(); }

  private:
    std::string_view rest_;
};

struct draft {
    challenge c;
    bool fit = false;
    bool has_qop = false;
};

void set(draft& d, std::string_view name, const std::string& value) {
    if (equal_without_case(name, "realm")) d.c.realm = value;
    if (equal_without_case(name, "nonce")) d.c.nonce = value;
    if (equal_without_case(name, "opaque")) d.c.opaque = value;
    if (equal_without_case(name, "stale")) d.c.stale = equal_without_case(value, "true");
    if (equal_without_case(name, "algorithm")) {
        std::string_view a = value;
        if (a.size() > 5 && equal_without_case(a.substr(a.size() - 5), "-sess")) {
            d.c.session = true;
            a.remove_suffix(5);
        }
        const bool sha = equal_without_case(a, "SHA-256");
        d.c.algorithm = sha ? challenge::hash::sha256 : challenge::hash::md5;
        d.fit = d.fit && (sha || equal_without_case(a, "MD5"));
    }
    if (equal_without_case(name, "qop")) {
        d.has_qop = true;
        net::split(value, ',', [&](std::string_view one) {
            d.c.qop_auth = d.c.qop_auth || equal_without_case(net::trim(one), "auth");
        });
    }
}

void keep(std::vector<challenge>& out, const draft& d) {
    const bool digest = d.c.scheme == challenge::kind::digest;
    // Only `auth-int` is offered: we would have to hash the body; nobody does.
    if (!d.fit || (digest && (d.c.nonce.empty() || (d.has_qop && !d.c.qop_auth)))) return;
    if (out.size() < 8) out.push_back(d.c);
}

std::string hex_hash(challenge::hash how, std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned size = 0;
    const auto* md = how == challenge::hash::sha256 ? EVP_sha256() : EVP_md5();
    EVP_Digest(text.data(), text.size(), raw.data(), &size, md, nullptr);
    std::string out;
    for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", raw[i]);
    return out;
}

std::string base64(std::string_view plain) {
    std::string out(4 * ((plain.size() + 2) / 3) + 1, '\0');
    const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
        reinterpret_cast<const unsigned char*>(plain.data()), static_cast<int>(plain.size()));
    out.resize(static_cast<std::size_t>(n));
    return out;
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) continue;
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

}  // namespace

std::vector<challenge> read_challenges(std::string_view header) {
    std::vector<challenge> out;
    std::optional<draft> now;
    reader in(header);
    while (!in.done()) {
        in.skip(" \t,");
        const auto word = in.token();
        if (word.empty()) {
            in.drop();
            continue;
        }
        in.skip(" \t");
        if (in.take('=')) {
            in.skip(" \t");
            const auto value = in.value();
            if (now) set(*now, word, value);
            continue;
        }
        // A word without `=` begins the next challenge.
        if (now) keep(out, *now);
        now.emplace();
        const bool digest = equal_without_case(word, "Digest");
        now->fit = digest || equal_without_case(word, "Basic");
        now->c.scheme = digest ? challenge::kind::digest : challenge::kind::basic;
    }
    if (now) keep(out, *now);
    return out;
}

std::optional<challenge> strongest(const std::vector<challenge>& all) {
    const auto rank = [](const challenge& c) {
        if (c.scheme == challenge::kind::basic) return 0;
        return c.algorithm == challenge::hash::md5 ? 1 : 2;
    };
    std::optional<challenge> best;
    for (const auto& c : all)
        if (!best || rank(c) > rank(*best)) best = c;
    return best;
}

std::string authorization(
    const challenge& c, std::string_view user, std::string_view password, const digest_use& use) {
    if (c.scheme == challenge::kind::basic)
        return "Basic " + base64(fmt::format("{}:{}", user, password));
    const auto h = [&](const std::string& text) { return hex_hash(c.algorithm, text); };
    std::string secret = h(fmt::format("{}:{}:{}", user, c.realm, password));
    if (c.session) secret = h(fmt::format("{}:{}:{}", secret, c.nonce, use.cnonce));
    const auto what = h(fmt::format("{}:{}", use.method, use.target));
    const auto count = fmt::format("{:08x}", use.count);
    const auto response =
        c.qop_auth ? h(fmt::format("{}:{}:{}:{}:auth:{}", secret, c.nonce, count, use.cnonce, what))
                   : h(fmt::format("{}:{}:{}", secret, c.nonce, what));
    auto out = fmt::format(
        "Digest username={}, realm={}, nonce={}, uri={}, algorithm={}{}, response=\"{}\"",
        quoted(user), quoted(c.realm), quoted(c.nonce), quoted(use.target),
        c.algorithm == challenge::hash::sha256 ? "SHA-256" : "MD5", c.session ? "-sess" : "",
        response);
    if (!c.opaque.empty()) out += ", opaque=" + quoted(c.opaque);
    if (c.qop_auth || c.session) out += ", cnonce=" + quoted(use.cnonce);
    if (c.qop_auth) out += fmt::format(", qop=auth, nc={}", count);
    return out;
}

}  // namespace zenix::gateways::drivers
