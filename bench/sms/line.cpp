// sms_line PORT WINDOW BINDS SECONDS: our client alone, as fast as it goes, to the responder. No house and
// no database: what the session layer costs.
#include "base/task_group.hpp"
#include "sms/smpp/client.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace zenix;
using namespace zenix::sms::smpp;

namespace {

class counter final : public client_house {
  public:
    void settled(std::span<submit_result> results) override {
        for (const auto& r : results) {
            if (r.fate == verdict::accepted) ++accepted;
            took.push_back(static_cast<double>(r.took.count()) / 1000);
        }
        refill();
    }
    task<std::vector<bool>> take(std::vector<incoming> batch) override {
        co_return std::vector<bool>(batch.size(), true);
    }
    void changed() override { refill(); }
    void refill() {
        if (!to || filling) return;
        filling = true;
        while (to->room() > 0) {
            std::vector<submission> some(std::min<std::size_t>(to->room(), 256), one);
            if (to->offer(some) < some.size()) break;
        }
        filling = false;
    }
    client* to = nullptr;
    submission one;
    std::uint64_t accepted = 0;
    std::vector<double> took;
    bool filling = false;
};

task<> measure(client* c, counter* house, int seconds) {
    house->to = c;
    while (!c->up()) co_await sleep_for(ms(5));
    house->refill();
    co_await sleep_for(ms(1000));
    house->took.clear();
    const auto from = house->accepted;
    co_await sleep_for(ms(seconds * 1000));
    const auto count = house->accepted - from;
    house->to = nullptr;
    auto& t = house->took;
    std::ranges::sort(t);
    const auto at = [&](double p) {
        return t.empty() ? 0 : t[static_cast<std::size_t>(p * static_cast<double>(t.size() - 1))];
    };
    std::printf("{\"per_s\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f}\n",
        static_cast<double>(count) / seconds, at(0.5), at(0.99));
    co_await c->close(ms(1000));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fprintf(stderr, "sms_line PORT WINDOW BINDS SECONDS\n");
        return 2;
    }
    asio::io_context io;
    counter house;
    house.one.body.source = {5, 0, "ZENIX"};
    house.one.body.destination = {1, 1, "919876543210"};
    house.one.body.registered_delivery = 1;
    house.one.body.text = std::string(84, 'x');
    client_settings s;
    s.host = "127.0.0.1";
    s.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
    s.identity.system_id = s.identity.password = "bench";
    s.window = static_cast<std::size_t>(std::atoi(argv[2]));
    s.binds = std::atoi(argv[3]);
    client c(io.get_executor(), s, house);
    task_group tasks(io.get_executor());
    tasks.spawn("client", c.run());
    tasks.spawn("measure", measure(&c, &house, std::atoi(argv[4])));
    io.run();
    return 0;
}
