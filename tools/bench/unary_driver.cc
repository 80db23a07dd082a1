#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "ippledge/v1/loan_service.grpc.pb.h"
#include "tools/bench/driver.h"
#include "tools/bench/identity.h"
#include "tools/bench/loans.h"

namespace ippledge::bench {

double NowSeconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void Summarise(std::vector<float>& latencies_ms, Measured& measured) {
  if (latencies_ms.empty()) return;
  std::sort(latencies_ms.begin(), latencies_ms.end());
  const auto at = [&](double q) {
    const auto i = static_cast<std::size_t>(q * static_cast<double>(latencies_ms.size()));
    return latencies_ms[std::min(i, latencies_ms.size() - 1)];
  };
  measured.p50_ms = at(0.50);
  measured.p99_ms = at(0.99);
  measured.max_ms = latencies_ms.back();
}

Measured DriveUnary(const std::shared_ptr<grpc::Channel>& channel, const Load& load) {
  const auto stub = v1::LoanService::NewStub(channel);
  std::vector<v1::RecordLoanRequest> requests(load.loans);
  for (std::uint64_t i = 0; i < load.loans; ++i) {
    requests[i].set_programme(load.programme);
    requests[i].set_request_id(RequestIdOf(load.seed, i));
    FillLoan(load.first_loan + i, *requests[i].mutable_loan());
    if (!load.bank.empty()) requests[i].mutable_loan()->set_bank(load.bank);
  }
  struct Slot {
    std::unique_ptr<grpc::ClientContext> context;
    v1::RecordLoanResponse response;
    double began = 0;
  };
  std::vector<Slot> slots(static_cast<std::size_t>(load.in_flight));
  std::mutex mutex;
  std::condition_variable all_done;
  std::uint64_t next = 0;
  std::uint64_t answered = 0;
  Measured measured;
  std::vector<float> latencies;
  latencies.reserve(load.loans);

  // Each slot sends its next call from the answer of the last.
  std::function<void(std::size_t)> send = [&](std::size_t s) {
    std::uint64_t i;
    {
      std::lock_guard lock(mutex);
      if (next == load.loans) return;
      i = next++;
    }
    Slot& slot = slots[s];
    slot.context = std::make_unique<grpc::ClientContext>();
    Identify(*slot.context, load.who);
    slot.began = NowSeconds();
    stub->async()->RecordLoan(
        slot.context.get(), &requests[i], &slot.response, [&, s](grpc::Status status) {
          bool last;
          {
            std::lock_guard lock(mutex);
            latencies.push_back(static_cast<float>((NowSeconds() - slots[s].began) * 1e3));
            (status.ok() ? measured.rows : measured.refused) += 1;
            last = ++answered == load.loans;
          }
          send(s);
          if (last) {
            std::lock_guard lock(mutex);
            all_done.notify_one();
          }
        });
  };
  load.on_start();
  const double began = NowSeconds();
  for (std::size_t s = 0; s < slots.size(); ++s) send(s);
  {
    std::unique_lock lock(mutex);
    all_done.wait(lock, [&] { return answered == load.loans; });
  }
  measured.seconds = NowSeconds() - began;
  Summarise(latencies, measured);
  return measured;
}

}  // namespace ippledge::bench
