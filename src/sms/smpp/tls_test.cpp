// TLS towards a centre: who may vouch for it, and which certificate is the one.
#include "base/secret.hpp"
#include "sms/smpp/certificate.hpp"
#include "sms/smpp/houses_for_tests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <filesystem>
#include <fstream>
#include <memory>

using namespace zenix;
using namespace zenix::sms;
using namespace zenix::sms::smpp;
using namespace zenix::sms::smpp::test;
using testing::HasSubstr;

namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using cert_ptr = std::unique_ptr<X509, decltype(&X509_free)>;

template <class Write>
std::string pem_of(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
    write(out.get());
    char* data = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

/// A key with a certificate, by itself or by an authority.
struct identity {
    key_ptr key{EVP_EC_gen("P-256"), &EVP_PKEY_free};
    cert_ptr cert{X509_new(), &X509_free};

    identity(const char* name, const char* address, const identity* by = nullptr) {
        auto* c = cert.get();
        X509_set_version(c, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(c), by ? 2 : 1);
        X509_gmtime_adj(X509_getm_notBefore(c), -3600);
        X509_gmtime_adj(X509_getm_notAfter(c), 3600);
        X509_set_pubkey(c, key.get());
        X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
        X509_set_issuer_name(c, X509_get_subject_name(by ? by->cert.get() : c));
        extend(NID_basic_constraints, by ? "CA:FALSE" : "critical,CA:TRUE");
        if (address != nullptr) extend(NID_subject_alt_name, address);
        X509_sign(c, by ? by->key.get() : key.get(), EVP_sha256());
    }
    void extend(int what, const char* value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, cert.get(), cert.get(), nullptr, nullptr, 0);
        auto* e = X509V3_EXT_conf_nid(nullptr, &context, what, value);
        X509_add_ext(cert.get(), e, -1);
        X509_EXTENSION_free(e);
    }
    [[nodiscard]] std::string pem() const {
        return pem_of([&](BIO* to) { PEM_write_bio_X509(to, cert.get()); });
    }
    [[nodiscard]] std::string key_pem() const {
        return pem_of([&](BIO* to) {
            PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }
};

class smpp_tls : public testing::Test {
  protected:
    void SetUp() override {
        std::string made = testing::TempDir() + "zenix-tls-XXXXXX";
        folder_ = ::mkdtemp(made.data());
        std::ofstream(folder_ + "/cert.pem") << centre_.pem();
        std::ofstream(folder_ + "/key.pem") << centre_.key_pem();
        w_.rules.certificate = folder_ + "/cert.pem";
        w_.rules.private_key = folder_ + "/key.pem";
        w_.open();
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    /// `up`, or what the bind says of its trouble.
    std::string outcome(tls_choice how) {
        how.on = true;
        client_keeper keeper;
        auto s = settings_to(w_.server->port());
        s.tls = std::move(how);
        client c(w_.io.get_executor(), s, keeper);
        task_group tasks(w_.io.get_executor());
        tasks.spawn("client", c.run());
        std::string out;
        const auto all = [&]() -> task<> {
            co_await until([&] { return c.up() || c.status().at("last_error").is_string(); });
            out = c.up() ? "up" : std::string(c.status().at("last_error").as_string());
            if (c.up()) {
                std::vector<submission> one{part("k")};
                const auto r = co_await c.submit(std::move(one));
                EXPECT_EQ(r.at(0).fate, verdict::accepted);
            }
            co_await c.close(ms(2000));
        };
        run_on(w_.io, all(), std::chrono::seconds(60));
        tasks.cancel();
        w_.io.restart();
        w_.io.run_for(std::chrono::milliseconds(20));
        return out;
    }
    identity authority_{"Lender CA", nullptr};
    identity centre_{"centre", "IP:127.0.0.1", &authority_};
    std::string folder_;
    world w_;
};

TEST_F(smpp_tls, trusts_nobody_whom_nobody_vouches_for) {
    EXPECT_THAT(outcome({}), HasSubstr("certificate verify failed"));
}

TEST_F(smpp_tls, trusts_whom_the_accounts_authority_vouches_for) {
    EXPECT_EQ(outcome({.ca = authority_.pem()}), "up");
    const identity other("Somebody else's CA", nullptr);
    EXPECT_THAT(outcome({.ca = other.pem()}), HasSubstr("certificate verify failed"));
}

TEST_F(smpp_tls, trusts_the_pinned_certificate_and_no_other) {
    EXPECT_EQ(outcome({.pin = fingerprint_of(centre_.cert.get())}), "up");
    const auto other = outcome({.ca = authority_.pem(), .pin = std::string(64, 'a')});
    EXPECT_THAT(other, HasSubstr("another certificate"));
    EXPECT_THAT(other, HasSubstr(fingerprint_of(centre_.cert.get())));
}

TEST(certificates, are_read_whole_or_not_at_all) {
    const identity one("one", nullptr), two("two", nullptr);
    EXPECT_EQ(certificates_in(one.pem()), 1);
    EXPECT_EQ(certificates_in("Our CAs\n" + one.pem() + two.pem()), 2);
    EXPECT_EQ(certificates_in(""), 0);
    EXPECT_EQ(certificates_in("nonsense"), 0);
    auto damaged = one.pem();
    damaged.erase(100, 5);
    EXPECT_EQ(certificates_in(damaged + two.pem()), 0);
    EXPECT_EQ(certificates_in(one.key_pem()), 0);
}

TEST(certificates, have_fingerprints_as_people_paste_them) {
    const identity one("one", nullptr);
    const auto print = fingerprint_of(one.cert.get());
    std::string pasted;
    for (std::size_t i = 0; i < print.size(); i += 2) {
        pasted += i == 0 ? "" : ":";
        for (const char c : print.substr(i, 2)) pasted += static_cast<char>(std::toupper(c));
    }
    EXPECT_EQ(read_fingerprint(pasted), print);
    EXPECT_FALSE(read_fingerprint(print.substr(2)));
    EXPECT_FALSE(read_fingerprint("zz" + print.substr(2)));
}

}  // namespace
