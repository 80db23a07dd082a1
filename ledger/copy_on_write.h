// ledger/copy_on_write.h: a value whose copies share it until one of them is changed.
//
// Regular value. A copy costs a pointer; the first Change() after it copies the value, further ones
// change it in place. Copies may be read, and copied again, by any thread; one that was changed is
// copied for the first time by the thread that changed it.
#pragma once

#include <memory>
#include <utility>

namespace ippledge {

template <typename T>
class CopyOnWrite {
 public:
  CopyOnWrite() : CopyOnWrite(T()) {}
  explicit CopyOnWrite(T value) : value_(std::make_shared<T>(std::move(value))) {}
  CopyOnWrite(const CopyOnWrite& other) : value_(other.Share()), own_(false) {}
  CopyOnWrite& operator=(const CopyOnWrite& other) {
    value_ = other.Share();
    own_ = false;
    return *this;
  }
  // What was moved from may be assigned to or go, no more.
  CopyOnWrite(CopyOnWrite&&) noexcept = default;
  CopyOnWrite& operator=(CopyOnWrite&&) noexcept = default;

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }

  // The value, which nobody else sees, until the next copy.
  T& Change() {
    if (!own_) value_ = std::make_shared<T>(*value_);
    own_ = true;
    return *value_;
  }

 private:
  const std::shared_ptr<T>& Share() const {
    // Several threads may copy what is shared already: nothing is written then.
    if (own_) own_ = false;
    return value_;
  }

  std::shared_ptr<T> value_;
  mutable bool own_ = true;
};

}  // namespace ippledge
