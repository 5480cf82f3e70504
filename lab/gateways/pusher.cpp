#include "lab/gateways/pusher.hpp"

#include "net/client.hpp"

#include <deque>
#include <utility>

namespace zenix::lab {
namespace {
constexpr std::size_t most = 500;
constexpr ms patience{5000};
}  // namespace

struct pusher::core {
    std::string url;
    std::deque<std::string> waiting;
    bool busy = false;
    std::int64_t delivered = 0, lost = 0;
};

pusher::pusher(asio::any_io_executor ex)
    : core_(std::make_shared<core>()), tasks_(std::make_unique<task_group>(std::move(ex))) {}
pusher::~pusher() = default;

void pusher::set_url(std::string url) { core_->url = std::move(url); }
const std::string& pusher::url() const { return core_->url; }
std::int64_t pusher::delivered() const { return core_->delivered; }
std::int64_t pusher::lost() const { return core_->lost; }

void pusher::push(std::string body) {
    if (core_->url.empty()) return;
    if (core_->waiting.size() >= most) {
        ++core_->lost;
        return;
    }
    core_->waiting.push_back(std::move(body));
    if (!std::exchange(core_->busy, true)) tasks_->spawn("lab: push", run(core_));
}

task<> pusher::run(std::shared_ptr<core> self) {
    while (!self->waiting.empty() && !self->url.empty()) {
        auto body = std::move(self->waiting.front());
        self->waiting.pop_front();
        net::header_list headers{{"Content-Type", "application/json"}};
        const auto r =
            co_await net::fetch("POST", self->url, std::move(body), std::move(headers), patience);
        ++(r.ok() && r.value().status == 200 ? self->delivered : self->lost);
    }
    self->busy = false;
}

}  // namespace zenix::lab
