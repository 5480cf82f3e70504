#include "watch/certificates.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <fstream>
#include <memory>
#include <sstream>

namespace zenix::watch {

result<sys_ms> end_of_certificate(std::string_view pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> from(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr), X509_free);
    ERR_clear_error();  // The error queue is the thread's, and others read it.
    if (!certificate) return failure{"protocol", "it holds no certificate in PEM form"};
    std::tm end{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
        return failure{"protocol", "its end is no date"};
    return sys_ms(std::chrono::seconds(::timegm(&end)));
}

std::vector<certificate_reading> read_certificates(const std::vector<std::string>& files) {
    std::vector<certificate_reading> list;
    for (const auto& file : files) {
        std::ifstream from(file);
        std::ostringstream text;
        if (!from || !(text << from.rdbuf())) {
            list.push_back({file, std::nullopt, "the file cannot be read"});
            continue;
        }
        const auto end = end_of_certificate(text.view());
        if (end)
            list.push_back({file, end.value(), {}});
        else
            list.push_back({file, std::nullopt, end.error().detail});
    }
    return list;
}

std::vector<condition> judge_certificates(
    const std::vector<certificate_reading>& list, sys_ms now) {
    std::vector<condition> found;
    for (const auto& c : list) {
        condition say{.key = "certificate_expiring:" + c.file,
            .kind = "certificate_expiring",
            .severity = severity::critical,
            .subject = c.file,
            .text = {}};
        if (!c.ends_at) {
            say.text = fmt::format("It cannot be watched: {}.", c.why_not);
        } else {
            const auto days = std::chrono::floor<std::chrono::days>(*c.ends_at - now).count();
            if (days >= 21) continue;
            if (days >= 3) say.severity = severity::warning;
            say.text = *c.ends_at <= now ? "It has ended on " + to_rfc3339(*c.ends_at) + "."
                                         : fmt::format("It ends in {} days, on {}.", days,
                                               to_rfc3339(*c.ends_at));
            say.measured = static_cast<double>(days);
            say.threshold = 21;
        }
        found.push_back(std::move(say));
    }
    return found;
}

}  // namespace zenix::watch
