#pragma once
#include "lab/smsc/centre.hpp"

namespace zenix::lab::smsc {

/// One connection to the centre.
class visitor : public std::enable_shared_from_this<visitor> {
  public:
    visitor(asio::ip::tcp::socket s, centre& of);

    task<> serve();
    void write(std::string octets);
    void answer(const frame& f, std::uint32_t status, std::string body);
    void send(centre::outgoing o);
    void cut(const std::string& how);
    [[nodiscard]] bool hears() const { return bound_ && mode_ != bind_transmitter; }
    [[nodiscard]] std::size_t open_deliveries() const { return open_.size(); }

    std::string account;
    std::size_t open_submits = 0;
    bool alive = true;

  private:
    friend class centre;
    static task<> read_all(std::shared_ptr<visitor> v);
    static task<> write_all(std::shared_ptr<visitor> v);
    static task<> enquire(std::shared_ptr<visitor> v);
    void handle(const frame& f);
    void bind(const frame& f);
    void query(const frame& f);

    asio::ip::tcp::socket socket_;
    centre& of_;
    std::string out_;
    asio::steady_timer bell_;
    std::map<std::uint32_t, centre::outgoing> open_;
    std::uint32_t sequence_ = 0, mode_ = 0;
    bool bound_ = false, leaving_ = false;
};

}  // namespace zenix::lab::smsc
