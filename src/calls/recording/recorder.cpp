#include "calls/recording/recorder.hpp"

#include <linux/magic.h>
#include <sys/vfs.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <system_error>

#include "base/log.hpp"
#include "base/task_group.hpp"
#include "calls/recording/spool_pair.hpp"
#include "calls/recording/wav_source.hpp"

namespace zenix::calls {

struct recorder::state {
    state(asio::any_io_executor ex, worker_pool& p, secret::master_key k, recorder_options o)
        : pool(p), key(std::move(k)), options(std::move(o)), tasks(ex) {}

    struct ongoing {
        std::shared_ptr<spool_pair> pair;
        bool busy = false;   ///< a worker has it
        bool ended = false;  ///< finish() has taken over
    };

    worker_pool& pool;
    secret::master_key key;
    recorder_options options;
    std::map<std::string, std::shared_ptr<ongoing>> growing;
    task_group tasks;

    [[nodiscard]] std::string side(const std::string& id, const char* which) const {
        return options.spool + '/' + id + '-' + which + ".ulaw";
    }
    [[nodiscard]] std::shared_ptr<spool_pair> pair_of(const std::string& id, const std::string& path,
                                                      sys_ms started_at) const {
        return std::make_shared<spool_pair>(side(id, "borrower"), side(id, "telecaller"),
                                            options.folder + '/' + path,
                                            to_rfc3339(started_at).substr(0, 7));
    }
    task<void> follow(std::string id, std::shared_ptr<ongoing> o) {
        while (!o->ended) {
            o->busy = true;
            std::string fault;
            try {
                auto work = [pair = o->pair, k = key] { pair->advance(k); };
                co_await offload(pool, std::move(work));
            } catch (const std::exception& e) {
                fault = e.what();
            }
            o->busy = false;
            if (!fault.empty())  // The audio waits in memory; the next round tries again.
                log::error("calls", "recording not sealed so far", {{"call", id}, {"why", fault}});
            const bool awake = co_await sleep_for(ms(1000));
            if (!awake) co_return;
        }
    }
};

recorder::recorder(asio::any_io_executor ex, worker_pool& pool, secret::master_key key,
                   recorder_options options)
    : state_(std::make_shared<state>(ex, pool, std::move(key), std::move(options))) {
    std::filesystem::create_directories(state_->options.spool);
    std::filesystem::permissions(state_->options.spool, std::filesystem::perms::owner_all);
    std::filesystem::create_directories(state_->options.folder);
    struct statfs where {};
    if (::statfs(state_->options.spool.c_str(), &where) != 0 || where.f_type != TMPFS_MAGIC)
        throw std::runtime_error("the recording spool " + state_->options.spool +
                                 " is not in memory (tmpfs), and a conversation must never lie on a "
                                 "disk in the clear; set recording.spool to a folder below /dev/shm");
}
recorder::~recorder() = default;

std::string recorder::mix_monitor_options(const std::string& id) const {
    // r: what comes from the channel (the borrower), t: what goes to it (the telecaller),
    // a: a second monitor of the same recording goes on where the first stopped.
    return "r(" + state_->side(id, "borrower") + ")t(" + state_->side(id, "telecaller") + ")ai(ZXREC)";
}

std::string recorder::path_of(const std::string& id, sys_ms started_at) const {
    auto day = to_rfc3339(started_at).substr(0, 10);
    day[4] = day[7] = '/';
    return day + '/' + id + ".zxr";
}

void recorder::begin(const std::string& id, sys_ms started_at) {
    if (state_->growing.contains(id)) return;
    const auto o = std::make_shared<state::ongoing>();
    o->pair = state_->pair_of(id, path_of(id, started_at), started_at);
    state_->growing[id] = o;
    state_->tasks.spawn("recording " + id, state_->follow(id, o));
}

task<result<sealed_recording>> recorder::finish(const std::string& id, sys_ms started_at) {
    const auto s = state_;
    const auto path = path_of(id, started_at);
    auto pair = s->pair_of(id, path, started_at);
    if (const auto it = s->growing.find(id); it != s->growing.end()) {
        const auto o = it->second;
        o->ended = true;
        s->growing.erase(it);
        while (o->busy) co_await sleep_for(ms(10));
        pair = o->pair;
    }
    // Asterisk writes its last buffer 1 to 4 ms after the channel has gone; wait until it rests.
    auto before = pair->sizes();
    for (int quiet = 0, rounds = 0; quiet < 2 && rounds < 40; ++rounds) {
        co_await sleep_for(ms(50));
        const auto size = pair->sizes();
        quiet = size == before ? quiet + 1 : 0;
        before = size;
    }
    try {
        auto work = [pair, k = s->key] { return pair->seal(k); };
        auto done = co_await offload(s->pool, std::move(work));
        done.path = path;
        co_return done;
    } catch (const std::system_error& e) {
        const bool full = e.code().value() == ENOSPC || e.code().value() == EDQUOT;
        co_return failure{full ? "no_room" : "damaged", e.what(), 0};
    } catch (const std::exception& e) {
        co_return failure{"damaged", e.what(), 0};
    }
}

task<result<std::shared_ptr<net::body_source>>> recorder::open_wav(const std::string& path) {
    const auto s = state_;
    const auto file = s->options.folder + '/' + path;
    if (!std::filesystem::exists(file))
        co_return failure{"missing", "the recording's file is not there", 0};
    try {
        auto work = [file, k = s->key] {
            auto reader = std::make_shared<sealed_reader>(file, k);
            (void)reader->chunk(reader->chunks() - 1);  // A cut file shows before the first byte is sent.
            return reader;
        };
        auto reader = co_await offload(s->pool, std::move(work));
        std::shared_ptr<net::body_source> source = std::make_shared<wav_source>(std::move(reader), s->pool);
        co_return source;
    } catch (const std::exception& e) {
        co_return failure{"damaged", e.what(), 0};
    }
}

task<result<waveform>> recorder::peaks(const std::string& path, int points) {
    const auto s = state_;
    const auto file = s->options.folder + '/' + path;
    if (!std::filesystem::exists(file))
        co_return failure{"missing", "the recording's file is not there", 0};
    try {
        auto work = [file, k = s->key, points] { return peaks_of(sealed_reader(file, k), points); };
        co_return co_await offload(s->pool, std::move(work));
    } catch (const std::exception& e) {
        co_return failure{"damaged", e.what(), 0};
    }
}

}  // namespace zenix::calls
