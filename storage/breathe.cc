#include "storage/breathe.h"

#include <algorithm>
#include <utility>

#include "ledger/check.h"

namespace ippledge::storage {
namespace {

thread_local Breather* breather_of_thread = nullptr;

}  // namespace

Breather::Breather(Rest rest) : rest_(std::move(rest)), since_(std::chrono::steady_clock::now()) {
  IPPLEDGE_CHECK(breather_of_thread == nullptr);
  breather_of_thread = this;
}

Breather::~Breather() { breather_of_thread = nullptr; }

void Breather::MayRest() {
  const Duration worked = std::chrono::steady_clock::now() - since_;
  if (worked < kStep) return;
  rest_(std::min(worked, kWorkedMax));
  since_ = std::chrono::steady_clock::now();
}

void Breathe() {
  if (breather_of_thread != nullptr) breather_of_thread->MayRest();
}

}  // namespace ippledge::storage
