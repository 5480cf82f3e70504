#include "base/task_group.hpp"

#include "base/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <list>
#include <vector>

namespace zenix {

struct task_group::state {
    struct entry {
        std::uint64_t number = 0;
        std::string name;
        asio::cancellation_signal stop;
        bool cancelled = false, running = false;
    };
    std::list<entry> running;
    std::vector<asio::steady_timer*> joiners;
    std::uint64_t last_number = 0;

    /// The one of this number, all for 0. Ending a task is posted, never run inside emit(), so the
    /// list stands still here.
    void cancel(std::uint64_t number) {
        for (entry& e : running) {
            if (number != 0 && e.number != number) continue;
            e.cancelled = true;
            if (e.running) e.stop.emit(asio::cancellation_type::terminal);
        }
    }

    /// Asio 1.26 throws "operation canceled" out of io_context::run() when a coroutine is cancelled
    /// before its first suspension or as it ends. So the signal reaches it in between only, and it
    /// ends as one that was never cancelled; a task cancelled before it began does not begin.
    static task<> guard(
        std::shared_ptr<state> self, std::list<entry>::iterator which, task<> body) {
        if (which->cancelled) co_return;
        which->running = true;
        std::exception_ptr fault;
        try {
            co_await std::move(body);
        } catch (...) {
            fault = std::current_exception();
        }
        which->running = false;
        co_await asio::this_coro::reset_cancellation_state();
        if (fault) self->report(*which, fault);
    }

    void ended(std::list<entry>::iterator which) {
        running.erase(which);
        if (!running.empty()) return;
        for (asio::steady_timer* bell : joiners) bell->cancel();
    }

    static void report(const entry& e, const std::exception_ptr& fault) {
        try {
            std::rethrow_exception(fault);
        } catch (const boost::system::system_error& x) {
            if (e.cancelled && x.code() == asio::error::operation_aborted) return;
            log::error("base", "task ended by exception", {{"task", e.name}, {"error", x.what()}});
        } catch (const std::exception& x) {
            log::error("base", "task ended by exception", {{"task", e.name}, {"error", x.what()}});
        } catch (...) {
            log::error("base", "task ended by exception", {{"task", e.name}});
        }
    }
};

task_group::task_group(asio::any_io_executor ex)
    : ex_(std::move(ex)), state_(std::make_shared<state>()) {}

task_group::~task_group() { cancel(0); }

std::uint64_t task_group::spawn(std::string name, task<> body) {
    const auto which = state_->running.emplace(state_->running.end());
    const std::uint64_t number = ++state_->last_number;
    which->number = number;
    which->name = std::move(name);
    auto done = [state = state_, which](const std::exception_ptr&) { state->ended(which); };
    asio::co_spawn(ex_, state::guard(state_, which, std::move(body)),
        asio::bind_cancellation_slot(which->stop.slot(), std::move(done)));
    return number;
}

void task_group::cancel() { cancel(0); }

void task_group::cancel(std::uint64_t number) {
    // From outside the loop, Asio 1.26 would post the signal with a bare pointer into the entry, which
    // may be gone by then. So the whole of it goes to the loop; from inside, this runs at once.
    asio::dispatch(ex_, [state = state_, number] { state->cancel(number); });
}

std::size_t task_group::size() const { return state_->running.size(); }

task<bool> task_group::join(ms patience) {
    const auto state = state_;
    asio::steady_timer bell(ex_, patience);
    state->joiners.push_back(&bell);
    boost::system::error_code rung;
    if (!state->running.empty())
        co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    std::erase(state->joiners, &bell);
    co_return state->running.empty();
}

task<bool> sleep_for(ms d) {
    asio::steady_timer timer(co_await asio::this_coro::executor, d);
    boost::system::error_code rung;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    co_return !rung;
}

}  // namespace zenix
