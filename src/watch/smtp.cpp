#include "watch/smtp.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <cstring>

namespace zenix::watch {
namespace {

struct upload {
    std::string_view rest;
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
    auto& rest = static_cast<upload*>(from)->rest;
    const auto n = std::min(size * count, rest.size());
    std::memcpy(to, rest.data(), n);
    rest.remove_prefix(n);
    return n;
}

int keep_going(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

/// The last thing the server refused, for people.
std::size_t hear(char* data, std::size_t size, std::size_t count, void* said) {
    if (size * count == 0 || (data[0] != '4' && data[0] != '5')) return size * count;
    auto& line = *static_cast<std::string*>(said);
    line.assign(data, std::min<std::size_t>(size * count, 300));
    while (!line.empty() && static_cast<unsigned char>(line.back()) < 0x20) line.pop_back();
    return size * count;
}

failure reason(CURLcode rc, long code, const char* words, const std::string& said) {
    const auto* meaning = words[0] != '\0' ? words : curl_easy_strerror(rc);
    if (code >= 400 && code < 600)
        return {"status", fmt::format("the mail server said: {}", said), static_cast<int>(code)};
    switch (rc) {
    case CURLE_OPERATION_TIMEDOUT: return {"timeout", meaning};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return {"refused", meaning};
    case CURLE_USE_SSL_FAILED:
        return {"tls", "The mail server offers no STARTTLS; choose another port or security."};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR: return {"tls", meaning};
    case CURLE_LOGIN_DENIED: return {"status", meaning, 535};
    default: return {"closed", meaning};
    }
}

result<void> deliver(const smtp_server& s, const mail& what, std::atomic<bool>& stop) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(
        curl_easy_init(), curl_easy_cleanup);
    auto* c = easy.get();
    if (c == nullptr) return failure{"closed", "out of memory"};
    const bool v6 = s.host.find(':') != std::string::npos;
    const auto url =
        fmt::format("{}://{}{}{}:{}", s.security == mail_security::tls ? "smtps" : "smtp",
            v6 ? "[" : "", s.host, v6 ? "]" : "", s.port);
    curl_slist* list = nullptr;
    for (const auto& to : what.to) list = curl_slist_append(list, to.c_str());
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
        list, curl_slist_free_all);
    upload body{what.message};
    char words[CURL_ERROR_SIZE] = "";
    std::string said;

    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_PROXY, "");  // whatever the environment says
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(s.patience.count()));
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(s.patience.count() / 2));
    curl_easy_setopt(c, CURLOPT_USE_SSL,
        static_cast<long>(
            s.security == mail_security::starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(c, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!s.ca_file.empty()) curl_easy_setopt(c, CURLOPT_CAINFO, s.ca_file.c_str());
    if (!s.username.empty()) {
        curl_easy_setopt(c, CURLOPT_USERNAME, s.username.c_str());
        curl_easy_setopt(c, CURLOPT_PASSWORD, s.password.c_str());
    }
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, what.from.c_str());
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients.get());
    // One mistyped address must not silence the others.
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(c, CURLOPT_READDATA, &body);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &said);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, keep_going);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, &stop);

    const auto rc = curl_easy_perform(c);
    if (rc == CURLE_OK) return {};
    long code = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &code);
    return reason(rc, code, words, said);
}

}  // namespace

smtp_sender::smtp_sender() : stop_(std::make_shared<std::atomic<bool>>(false)) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
}
smtp_sender::~smtp_sender() { stop_->store(true); }

task<result<void>> smtp_sender::send(smtp_server server, mail what) {
    auto work = [server = std::move(server), what = std::move(what), stop = stop_] {
        return deliver(server, what, *stop);
    };
    auto sent = co_await offload(thread_, std::move(work));
    co_return sent;
}

}  // namespace zenix::watch
