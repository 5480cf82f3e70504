#include "identity/password.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>

#include "base/problem.hpp"
#include "pg/test_cluster.hpp"

namespace zenix::identity {
namespace {

using pg::run;
constexpr password_cost cheap{1, 8192};

TEST(password, is_kept_as_argon2id_and_checked) {
    asio::io_context io;
    worker_pool workers(2);
    password_hasher h(io.get_executor(), workers);
    const std::string hash = run(io, h.hash("correct horse"));
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << hash;
    EXPECT_NE(run(io, h.hash("correct horse")), hash) << "each has a salt of its own";
    EXPECT_TRUE(run(io, h.verify(hash, "correct horse")));
    EXPECT_FALSE(run(io, h.verify(hash, "correct horsf")));
    EXPECT_FALSE(run(io, h.verify("not a hash", "correct horse")));
    EXPECT_FALSE(h.outdated(hash));
    EXPECT_TRUE(password_hasher(io.get_executor(), workers, cheap).outdated(hash));
}

TEST(password, an_unknown_user_takes_as_long_as_a_wrong_password) {
    asio::io_context io;
    worker_pool workers(2);
    password_hasher h(io.get_executor(), workers);
    const std::string hash = run(io, h.hash("correct horse"));
    const auto cpu = [&](const std::string& of) {
        // CPU time of the whole process: a busy machine does not disturb it.
        const auto before = std::clock();
        EXPECT_FALSE(run(io, h.verify(of, "guess")));
        return std::clock() - before;
    };
    std::vector<std::clock_t> known, unknown;
    for (int n = 0; n < 3; ++n) {
        known.push_back(cpu(hash));
        unknown.push_back(cpu(""));
    }
    const auto a = std::ranges::min(known), b = std::ranges::min(unknown);
    EXPECT_GT(b, a / 2);
    EXPECT_LT(b, a * 2);
}

TEST(password, works_on_two_at_a_time_and_refuses_a_flood) {
    asio::io_context io;
    worker_pool workers(4);
    password_hasher h(io.get_executor(), workers, cheap);
    int done = 0, refused = 0;
    for (int n = 0; n < 300; ++n) {
        asio::co_spawn(io, h.hash("x"), [&](std::exception_ptr fault, const std::string&) {
            ++done;
            try {
                if (fault) std::rethrow_exception(fault);
            } catch (const problem& p) {
                refused += p.code() == "busy" ? 1 : 0;
            }
        });
    }
    while (done < 300) io.run_one();
    EXPECT_EQ(refused, 98) << "two at work and two hundred in line";
    EXPECT_FALSE(run(io, h.verify("", "x"))) << "and then it goes on";
}

}  // namespace
}  // namespace zenix::identity
