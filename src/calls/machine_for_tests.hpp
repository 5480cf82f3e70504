#pragma once
#include "calls/machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <variant>

namespace zenix::calls::test {

/// A call on simulated time; what the machine wanted last is in `wanted`.
class simulated_call : public testing::Test {
  protected:
    simulated_call() {
        c.id = "0190a000-0000-7000-8000-000000000001";
        c.phone_number = "+919900000001";
        c.created_at = t;
    }
    template <class Move>
    void at(int ms_later, Move&& move) {
        t += ms(ms_later);
        machine m(c, t);
        wanted = move(m);
    }
    template <class A>
    [[nodiscard]] int count() const {
        return static_cast<int>(std::ranges::count_if(
            wanted, [](const action& a) { return std::holds_alternative<A>(a); }));
    }
    template <class A>
    [[nodiscard]] bool wants() const {
        return count<A>() > 0;
    }
    template <class A>
    [[nodiscard]] const A& the() const {
        for (const auto& a : wanted)
            if (const auto* found = std::get_if<A>(&a)) return *found;
        throw std::runtime_error("not wanted");
    }
    [[nodiscard]] std::string leg_of(leg_role role) { return c.of(role)->id; }

    call c;
    sys_ms t{ms(1'700'000'000'000)};
    actions wanted;
};

}  // namespace zenix::calls::test
