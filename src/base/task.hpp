#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace zenix {

namespace asio = boost::asio;

/// A coroutine on the one event loop. Everything a room owns is touched from there only.
template <class T = void>
using task = asio::awaitable<T>;

}  // namespace zenix
