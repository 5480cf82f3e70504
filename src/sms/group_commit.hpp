#pragma once
#include "base/task_group.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace zenix::sms {

/// Gathers what many coroutines want done and does it together: while one batch is on its way to the
/// database the next one fills, so the rate follows the load and a lone caller waits for nobody.
template <class T, class R>
class group_commit {
  public:
    /// Gives one result for each, in order; what it throws goes to all of the batch.
    using work = std::function<task<std::vector<R>>(std::vector<T>)>;

    group_commit(asio::any_io_executor ex, work run, std::size_t most)
        : state_(std::make_shared<state>()), tasks_(ex), most_(most), run_(std::move(run)) {}

    task<R> put(T item) {
        const auto mine = std::make_shared<slot>(tasks_.executor(), std::move(item));
        state_->waiting.push_back(mine);
        if (!state_->running) {
            state_->running = true;
            tasks_.spawn("group commit", flush(state_, run_, most_));
        }
        while (!mine->done) {
            boost::system::error_code rung;
            co_await mine->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
            const auto cancelled = co_await asio::this_coro::cancellation_state;
            if (cancelled.cancelled() != asio::cancellation_type::none && !mine->done)
                throw std::runtime_error("called off");
        }
        if (mine->fault) std::rethrow_exception(mine->fault);
        co_return std::move(*mine->result);
    }
    [[nodiscard]] std::size_t waiting() const { return state_->waiting.size(); }

  private:
    struct slot {
        slot(const asio::any_io_executor& ex, T i)
            : item(std::move(i)), bell(ex, asio::steady_timer::time_point::max()) {}
        T item;
        std::optional<R> result;
        std::exception_ptr fault;
        bool done = false;
        asio::steady_timer bell;
    };
    struct state {
        std::deque<std::shared_ptr<slot>> waiting;
        bool running = false;
    };

    static task<> flush(std::shared_ptr<state> s, work run, std::size_t most) {
        while (!s->waiting.empty()) {
            std::vector<std::shared_ptr<slot>> batch;
            std::vector<T> items;
            while (!s->waiting.empty() && batch.size() < most) {
                batch.push_back(std::move(s->waiting.front()));
                s->waiting.pop_front();
                items.push_back(std::move(batch.back()->item));
            }
            std::vector<R> results;
            std::exception_ptr fault;
            try {
                results = co_await run(std::move(items));
                if (results.size() != batch.size())
                    throw std::logic_error("a group commit gave too few results");
            } catch (...) {
                fault = std::current_exception();
            }
            for (std::size_t i = 0; i < batch.size(); ++i) {
                if (fault)
                    batch[i]->fault = fault;
                else
                    batch[i]->result.emplace(std::move(results[i]));
                batch[i]->done = true;
                batch[i]->bell.cancel();
            }
        }
        s->running = false;
    }

    std::shared_ptr<state> state_;
    task_group tasks_;
    std::size_t most_;
    work run_;
};

}  // namespace zenix::sms
