#pragma once
#include "base/loop_for_tests.hpp"
#include "base/task_group.hpp"
#include "sms/smpp/client.hpp"
#include "sms/smpp/outgoing.hpp"
#include "sms/smpp/server.hpp"

#include <functional>
#include <map>
#include <set>

namespace zenix::sms::smpp::test {

/// What a client tells, kept.
class client_keeper : public client_house {
  public:
    void settled(std::span<submit_result> r) override {
        for (auto& one : r) results.push_back(std::move(one));
    }
    void settled_late(submit_result r) override { late.push_back(std::move(r)); }
    task<std::vector<bool>> take(std::vector<incoming> batch) override {
        ++batches;
        if (fail) throw std::runtime_error("no disk");
        for (auto& one : batch) received.push_back(std::move(one));
        co_return std::vector<bool>(batch.size(), true);
    }
    void changed() override { ++changes; }

    std::vector<submit_result> results, late;
    std::vector<incoming> received;
    int batches = 0, changes = 0;
    bool fail = false;
};

/// A house behind a server: counts, hands out ids, and does what a test tells it.
class server_keeper : public server_house {
  public:
    task<std::variant<client_account, std::uint32_t>> sign_in(
        std::string id, std::string password, std::string) override {
        ++sign_ins;
        if (id != "us") co_return status::invalid_system_id;
        if (password != "secret") co_return status::invalid_password;
        co_return account;
    }
    task<std::vector<submit_answer>> take(std::vector<submitted> batch) override {
        if (fail) throw std::runtime_error("no disk");
        std::vector<submit_answer> out;
        for (auto& one : batch) {
            const auto refused = refuse ? refuse(one) : 0U;
            out.push_back({refused, refused ? "" : std::to_string(++ids)});
            if (!refused) taken.push_back(std::move(one));
        }
        if (wait.count() > 0) co_await sleep_for(wait);
        co_return out;
    }
    task<std::variant<query_answer, std::uint32_t>> query(std::int64_t, std::string id) override {
        if (id != "1") co_return status::invalid_message_id;
        co_return query_answer{id, "", 2, 0, {}};
    }
    task<std::uint32_t> cancel(std::int64_t, std::string id) override {
        co_return id == "1" ? 0U : 0x11U;
    }
    void listening(std::int64_t id) override { heard.insert(id); }
    void locked_out(std::string, std::string) override { ++locks; }
    void throttled(std::int64_t, std::size_t n) override { slowed += n; }

    client_account account{7, 4, 10, 500, 0, {}};
    std::vector<submitted> taken;
    std::set<std::int64_t> heard;
    std::function<std::uint32_t(const submitted&)> refuse;
    ms wait{0};
    bool fail = false;
    int sign_ins = 0, ids = 0, locks = 0;
    std::size_t slowed = 0;
};

/// Waits for a condition; false when it never came.
inline task<bool> until(std::function<bool()> condition, ms patience = ms(60'000)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    bool holds = condition();
    while (!holds && std::chrono::steady_clock::now() < end) {
        co_await sleep_for(ms(2));
        holds = condition();
    }
    co_return holds;
}

inline client_settings settings_to(std::uint16_t port) {
    client_settings s;
    s.name = "test";
    s.host = "127.0.0.1";
    s.port = port;
    s.identity.system_id = "us";
    s.identity.password = "secret";
    s.retry_min = ms(10);
    s.retry_max = ms(50);
    s.retry_refused = ms(50);
    return s;
}

inline submission part(std::string key, std::string text = "hello") {
    submission s;
    s.key = std::move(key);
    s.body.source = {5, 0, "ZENIX"};
    s.body.destination = {1, 1, "919876543210"};
    s.body.text = std::move(text);
    return s;
}

/// A server and the loop it lives on.
struct world {
    asio::io_context io;
    server_keeper house;
    server_settings rules;
    std::unique_ptr<smpp::server> server;
    task_group tasks{io.get_executor()};

    void open() {
        rules.port = server ? server->port() : 0;
        server = std::make_unique<smpp::server>(io.get_executor(), rules, house);
        server->listen();
        tasks.spawn("server", server->run());
    }
    world() { io.restart(); }
    ~world() {
        tasks.cancel();
        server.reset();
        io.restart();
        io.run_for(std::chrono::milliseconds(200));
    }
    world(const world&) = delete;
    world& operator=(const world&) = delete;
};

}  // namespace zenix::sms::smpp::test
