#pragma once
#include "pg/test_cluster.hpp"
#include "base/ids.hpp"
#include "sms/outbox.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// A database, a gate at noon in India, and a road out that does as it is told.
namespace zenix::sms::test {

inline const sys_ms noon = parse_time("2026-11-23T06:30:00Z").value();

class scripted_road : public transport {
  public:
    std::size_t room() const override { return width; }
    bool up() const override { return is_up; }
    task<std::vector<part_answer>> send(compliance::permit pass, order o) override {
        sent.push_back(o.message_id);
        decisions.push_back(pass.decision_id());
        std::vector<part_answer> out;
        if (script.empty()) {
            out.push_back({1, part_fate::accepted, "peer-" + o.message_id, {}, {}});
        } else {
            out = std::move(script.front());
            script.pop_front();
        }
        co_return out;
    }
    task<result<receipt_state>> query(std::string written, std::string) override {
        asked.push_back(written);
        const auto at = knows.find(written);
        if (at == knows.end()) co_return failure{"refused", "no such message"};
        co_return at->second;
    }
    json::object status() const override { return {}; }
    json::array last_pdus() const override { return {}; }
    task<> close() override { co_return; }

    std::size_t width = 100;
    bool is_up = true;
    std::vector<std::string> sent, decisions, asked;
    std::map<std::string, receipt_state> knows;  ///< what it says when it is asked
    std::deque<std::vector<part_answer>> script;
};

struct world {
    explicit world(pg::pool& pool, asio::any_io_executor ex)
        : db(pool), now(noon),
          gate(db, {.home_country = "IN", .demo = false, .clock = [this] { return now; }}),
          road(std::make_shared<scripted_road>()),
          ways([this](const smsc_account&) { return road; }, nullptr), tasks(ex), executor(ex) {
        box = std::make_unique<outbox>(outbox_parts{executor, db, gate, ways,
            [this] { return now; }, [this](std::vector<std::string> ids) { told += ids.size(); }});
    }
    task<> open() {
        co_await db.run(
            "insert into smsc_accounts (name, kind, settings, price_minor) values ('one', 'smpp', '{}', 12)");
        co_await db.run("insert into message_routes (place, name, via, account_id)"
                        " select 0, 'all', 'account', id from smsc_accounts");
        co_await ways.load(db);
    }
    new_message text(std::string number = "+919876543210") const {
        new_message m;
        m.id = new_uuid();
        m.phone_number = std::move(number);
        m.text = "Hello";
        m.asked_by = "test";
        m.source = "api";
        m.registered = true;
        m.characters = 5;
        m.created_at = m.due_at = now;
        m.valid_until = now + std::chrono::hours(24);
        return m;
    }
    task<std::string> state(std::string id) {
        const auto r = co_await db.run(
            "select concat_ws(' ', status, error_code) as s from sms_logs where id = $1::uuid", id);
        co_return r.empty() ? "none" : r.front().text("s");
    }
    /// Lets the outbox run until the message is in this state.
    task<bool> becomes(std::string id, std::string wanted) {
        for (int i = 0; i < 2000; ++i) {
            const auto s = co_await state(id);
            if (s == wanted) co_return true;
            co_await sleep_for(ms(10));
        }
        co_return false;
    }
    void run() { tasks.spawn("outbox", box->run()); }

    pg::pool& db;
    sys_ms now;
    compliance::gate_service gate;
    std::shared_ptr<scripted_road> road;
    roads ways;
    task_group tasks;
    asio::any_io_executor executor;
    std::unique_ptr<outbox> box;
    std::size_t told = 0;
};

inline void in_world(const std::function<task<>(world&)>& body) {
    pg::on_test_database([&body](pg::pool& db) -> task<> {
        auto ex = co_await asio::this_coro::executor;
        world w(db, ex);
        co_await w.open();
        co_await body(w);
        co_await w.box->stop(ms(500));
        w.tasks.cancel();
        co_await w.tasks.join(ms(2000));
    });
}

}  // namespace zenix::sms::test
