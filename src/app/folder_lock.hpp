#pragma once
#include <string>

namespace zenix::app {

/// Holds a data folder for this process, by flock(2) on `FOLDER/zenix.lock`: two servers on one
/// folder would share its PostgreSQL, its Asterisk and their calls. The kernel lets go of it however
/// the process ends, so a killed server leaves nothing to be cleared away.
class folder_lock {
  public:
    /// Throws std::runtime_error naming the folder, the process that holds it and the remedy.
    explicit folder_lock(const std::string& folder);
    ~folder_lock();
    folder_lock(const folder_lock&) = delete;
    folder_lock& operator=(const folder_lock&) = delete;

  private:
    int file_ = -1;
};

}  // namespace zenix::app
