#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace zenix::watch::test {

/// A mail server that says what it is told to, on a thread of its own. With TLS it shows a
/// certificate for 127.0.0.1 which `ca_file` vouches for.
class smtp_peer {
  public:
    struct script {
        bool tls_at_once = false, starttls = false, deaf = false;
        std::string auth;  ///< `PLAIN`, `LOGIN`; empty: none offered
        std::map<std::string, std::string>
            answers;  ///< by verb (`RCPT`, `.`): instead of the usual
    };

    explicit smtp_peer(script s) : script_(std::move(s)) {
        folder_ =
            std::filesystem::temp_directory_path() / ("zenix-smtp-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
        if (script_.tls_at_once || script_.starttls) make_certificate();
        acceptor_.open(tcp::v4());
        acceptor_.bind({boost::asio::ip::make_address("127.0.0.1"), 0});
        acceptor_.listen();
        thread_ = std::thread([this] { serve(); });
    }
    ~smtp_peer() {
        stopping_ = true;
        // A blocking accept is woken by a connection.
        boost::system::error_code ec;
        tcp::socket knock(loop_);
        knock.connect(acceptor_.local_endpoint(), ec);
        {
            const std::lock_guard hold(guard_);
            if (now_) now_->shutdown(tcp::socket::shutdown_both, ec);
        }
        thread_.join();
        std::filesystem::remove_all(folder_);
    }
    smtp_peer(const smtp_peer&) = delete;

    [[nodiscard]] int port() const { return acceptor_.local_endpoint().port(); }
    [[nodiscard]] std::string ca_file() const { return (folder_ / "ca.pem").string(); }
    /// What was said to us, line by line, but for the messages.
    [[nodiscard]] std::vector<std::string> heard() const {
        const std::lock_guard hold(guard_);
        return heard_;
    }
    [[nodiscard]] std::vector<std::string> messages() const {
        const std::lock_guard hold(guard_);
        return messages_;
    }

  private:
    using tcp = boost::asio::ip::tcp;
    using tls_stream = boost::asio::ssl::stream<tcp::socket&>;

    void make_certificate() {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
            EVP_EC_gen("P-256"), EVP_PKEY_free);
        const std::unique_ptr<X509, decltype(&X509_free)> c(X509_new(), X509_free);
        X509_set_version(c.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(c.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(c.get()), -60);
        X509_gmtime_adj(X509_getm_notAfter(c.get()), 3600);
        X509_set_pubkey(c.get(), key.get());
        auto* name = X509_get_subject_name(c.get());
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
        X509_set_issuer_name(c.get(), name);
        auto* san = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
        X509_add_ext(c.get(), san, -1);
        X509_EXTENSION_free(san);
        X509_sign(c.get(), key.get(), EVP_sha256());
        auto* to = std::fopen(ca_file().c_str(), "w");
        PEM_write_X509(to, c.get());
        std::fclose(to);
        SSL_CTX_use_certificate(tls_.native_handle(), c.get());
        SSL_CTX_use_PrivateKey(tls_.native_handle(), key.get());
    }

    template <class S>
    void say(S& s, const std::string& line) {
        boost::asio::write(s, boost::asio::buffer(line + "\r\n"));
    }
    template <class S>
    std::string hear(S& s, boost::asio::streambuf& b) {
        boost::asio::read_until(s, b, "\r\n");
        std::istream in(&b);
        std::string line;
        std::getline(in, line);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return line;
    }
    void keep(const std::string& line) {
        const std::lock_guard hold(guard_);
        heard_.push_back(line);
    }

    /// One conversation; true when it shall go on in TLS.
    template <class S>
    bool talk(S& s, bool greet, bool offer_tls) {
        boost::asio::streambuf b;
        if (script_.deaf) {
            for (;;) (void)hear(s, b);
        }
        if (greet) say(s, "220 peer");
        for (;;) {
            const auto line = hear(s, b);
            keep(line);
            const auto verb = line.substr(0, line.find(' '));
            const auto said = script_.answers.find(verb);
            if (said != script_.answers.end()) {
                say(s, said->second);
            } else if (verb == "EHLO") {
                if (offer_tls) say(s, "250-STARTTLS");
                if (!script_.auth.empty()) say(s, "250-AUTH " + script_.auth);
                say(s, "250 SIZE 1000000");
            } else if (verb == "STARTTLS") {
                say(s, "220 go on");
                return true;
            } else if (line == "AUTH LOGIN") {
                say(s, "334 VXNlcm5hbWU6");
                keep(hear(s, b));
                say(s, "334 UGFzc3dvcmQ6");
                keep(hear(s, b));
                say(s, "235 welcome");
            } else if (line == "AUTH PLAIN") {
                say(s, "334 ");
                keep(hear(s, b));
                say(s, "235 welcome");
            } else if (verb == "DATA") {
                say(s, "354 go on");
                std::string message;
                for (auto l = hear(s, b); l != "."; l = hear(s, b)) message += l + "\r\n";
                const auto refused = script_.answers.find(".");
                if (refused == script_.answers.end()) {
                    const std::lock_guard hold(guard_);
                    messages_.push_back(message);
                }
                say(s, refused == script_.answers.end() ? "250 taken" : refused->second);
            } else if (verb == "QUIT") {
                say(s, "221 bye");
                return false;
            } else {
                say(s, verb == "AUTH" ? "235 welcome" : "250 fine");
            }
        }
    }

    void serve() {
        while (!stopping_) {
            boost::system::error_code ec;
            tcp::socket s(loop_);
            acceptor_.accept(s, ec);
            if (ec || stopping_) return;
            {
                const std::lock_guard hold(guard_);
                now_ = &s;
            }
            try {
                bool secure = script_.tls_at_once;
                if (!secure) secure = talk(s, true, script_.starttls);
                if (secure) {
                    tls_stream t(s, tls_);
                    t.handshake(tls_stream::server);
                    (void)talk(t, script_.tls_at_once, false);
                }
            } catch (const std::exception&) {
                // The client went away: some tests want that.
            }
            const std::lock_guard hold(guard_);
            now_ = nullptr;
        }
    }

    script script_;
    std::filesystem::path folder_;
    boost::asio::io_context loop_;
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
    tcp::acceptor acceptor_{loop_};
    std::thread thread_;
    mutable std::mutex guard_;
    tcp::socket* now_ = nullptr;
    std::atomic<bool> stopping_{false};
    std::vector<std::string> heard_, messages_;
};

}  // namespace zenix::watch::test
