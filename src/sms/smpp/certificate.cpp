#include "sms/smpp/certificate.hpp"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

namespace zenix::sms::smpp {

int certificates_in(std::string_view pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> in(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    int found = 0;
    while (true) {
        const std::unique_ptr<X509, decltype(&X509_free)> one(
            PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
        if (!one) break;
        ++found;
    }
    // At the end of the text there is no further beginning; anything else is a damaged one.
    const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return ended ? found : 0;
}

std::optional<std::string> read_fingerprint(std::string_view typed) {
    std::string out;
    for (const char c : typed) {
        if (c == ':' || c == ' ') continue;
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (!digit && !(c >= 'A' && c <= 'F')) return std::nullopt;
        out += digit ? c : static_cast<char>(c - 'A' + 'a');
    }
    return out.size() == 64 ? std::optional(std::move(out)) : std::nullopt;
}

std::string fingerprint_of(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    if (certificate == nullptr || X509_digest(certificate, EVP_sha256(), hash.data(), &size) != 1) return {};
    std::string out;
    for (unsigned int i = 0; i < size; ++i) out += fmt::format("{:02x}", hash.at(i));
    return out;
}

}  // namespace zenix::sms::smpp
