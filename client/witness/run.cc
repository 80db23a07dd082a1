#include "client/witness/run.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/failure.h"
#include "client/interrupt.h"
#include "client/witness/gossip.h"
#include "client/witness/inbox.h"
#include "client/witness/key_file.h"
#include "client/witness/log_line.h"
#include "client/witness/report.h"
#include "client/witness/round.h"
#include "client/witness/witness.h"
#include "client/witness/witness_server.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotStarted = {"the witness cannot work", "见证程序无法运行"};
constexpr Bilingual kEnded = {"the witness has stopped", "见证程序已停止"};
// Between tries to follow, twice as long each.
constexpr absl::Duration kPauseFirst = absl::Milliseconds(500);
constexpr absl::Duration kPauseMax = absl::Seconds(30);
constexpr absl::Duration kPeerTimeout = absl::Seconds(5);
// How soon Ctrl-C is noticed, which cannot wake a thread from a signal handler.
constexpr std::chrono::milliseconds kTick{100};

std::int64_t NowSeconds() { return absl::ToUnixSeconds(absl::Now()); }

// Asked again it would answer the same.
bool IsFinal(const absl::Status& status) {
  return IsRefusal(status) || absl::IsPermissionDenied(status) || absl::IsUnauthenticated(status) ||
         absl::IsUnimplemented(status);
}

class WitnessRun {
 public:
  WitnessRun(Session& session, const WitnessRunOptions& options, Witness& witness,
             WitnessReport& report, std::string programme)
      : session_(session), options_(options), witness_(witness), report_(report) {
    ConnectionOptions to_ledger = session.options().connection;
    to_ledger.interrupted = options.once ? &Interrupted() : &stop_;
    ledger_ = session.LineTo(to_ledger);
    line_.emplace(*ledger_, witness, std::move(programme));
    for (const std::string& address : options.peers) {
      ConnectionOptions to_peer = session.options().connection;
      to_peer.server = address;
      if (to_peer.tls) to_peer.tls->server_name.clear();
      to_peer.timeout = kPeerTimeout;
      to_peer.tries_max = 1;
      peers_.push_back({.address = address, .connection = session.LineTo(to_peer), .said = ""});
    }
  }

  int Once() {
    const absl::StatusOr<ShownCheckpoint> newest = line_->Covering(0);
    if (!newest.ok()) return Failed(kNotStarted, newest.status());
    const absl::StatusOr<Round> round =
        TakeShown(witness_, *line_, newest->note, NowSeconds(), report_);
    if (!round.ok()) return Failed(kEnded, round.status());
    const absl::Status asked = AskPeers(witness_, *line_, peers_, report_);
    if (!asked.ok()) return Failed(kEnded, asked);
    if (witness_.Caught()) return EndForked();
    return *round == Round::kBehind ? kExitProofFails : kExitOk;
  }

  int Forever() {
    std::unique_ptr<WitnessServer> server;
    if (!options_.listen.empty()) {
      absl::StatusOr<std::unique_ptr<WitnessServer>> started = Listen();
      if (!started.ok()) return session_.Fail(kNotStarted, started.status());
      server = *std::move(started);
    }
    const std::optional<ShownCheckpoint> latest = witness_.Latest();
    report_.Say({.name = "ready",
                 .words = {"following the ledger", "开始跟踪账簿"},
                 .facts = {{"origin", witness_.origin()},
                           {"known", absl::StrCat(latest ? latest->checkpoint.size : 0)},
                           {"listening", server == nullptr ? "no" : server->address()}}});
    std::thread interrupts([this] { PassInterruptOn(); });
    std::thread gossip([this] { Gossip(); });
    const int code = Follow();
    stop_ = true;
    Wake(false);
    gossip.join();
    interrupts.join();
    return witness_.Caught() ? EndForked() : code;
  }

 private:
  bool Ending() const { return stop_ || Interrupted(); }

  absl::StatusOr<std::unique_ptr<WitnessServer>> Listen() {
    std::optional<TlsLine> certificate;
    if (!options_.listen_certificate.empty() || !options_.listen_key.empty()) {
      IPPLEDGE_ASSIGN_OR_RETURN(
          certificate, ReadTlsLine({.authorities = "",
                                    .certificate = options_.listen_certificate,
                                    .key = options_.listen_key},
                                   /*need_authorities=*/false, absl::Now(), session_.language(),
                                   session_.err()));
    }
    return WitnessServer::Start(options_.listen, certificate, witness_, inbox_);
  }

  // The code of what ends it.
  int Failed(Bilingual what, const absl::Status& status) {
    const int code = session_.Fail(what, status);
    return absl::IsDataLoss(status) ? static_cast<int>(kExitProofFails) : code;
  }

  int EndForked() {
    TellPeers(witness_, *witness_.Caught(), peers_, report_);
    return kExitProofFails;
  }

  int Follow() {
    absl::Duration pause = kPauseFirst;
    std::string said;
    while (!Ending()) {
      v1::FollowCheckpointsRequest request;
      request.set_programme(line_->programme());
      v1::FollowCheckpointsResponse response;
      absl::Status trouble;
      const absl::Status received = ledger_->Receive(request, response, [&] {
        trouble = TakeNext(response.checkpoint().note());
        if (!trouble.ok()) return false;
        pause = kPauseFirst;
        said.clear();
        return !Ending();
      });
      if (Ending() || witness_.Caught()) break;
      // A server that shuts down ends its streams in order.
      if (trouble.ok()) trouble = received;
      if (!trouble.ok() && IsFinal(trouble)) return Failed(kEnded, trouble);
      const std::string why = trouble.ok() ? "the stream has ended" : WhyOf(trouble);
      if (why != said) {
        report_.Say({.name = "waiting",
                     .words = {"the ledger cannot be followed for now", "暂时无法跟踪账簿"},
                     .facts = {{"server", session_.options().connection.server}, {"why", why}}});
        said = why;
      }
      Pause(pause);
      pause = std::min(2 * pause, kPauseMax);
    }
    return kExitOk;
  }

  absl::Status TakeNext(const std::string& note) {
    const absl::StatusOr<Round> round = TakeShown(witness_, *line_, note, NowSeconds(), report_);
    if (!round.ok()) return round.status();
    if (*round == Round::kForked) stop_ = true;
    if (*round == Round::kCosigned) Wake(true);
    return absl::OkStatus();
  }

  void Pause(absl::Duration pause) {
    for (const absl::Time end = absl::Now() + pause; absl::Now() < end && !Ending();) {
      absl::SleepFor(absl::FromChrono(kTick));
    }
  }

  void Wake(bool ask) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ask_ = ask_ || ask;
    woken_.notify_all();
  }

  // Ends calls under way after Ctrl-C.
  void PassInterruptOn() {
    while (!stop_) {
      if (Interrupted()) stop_ = true;
      absl::SleepFor(absl::FromChrono(kTick));
    }
  }

  // The second thread: compares with peers, and looks into what was told.
  void Gossip() {
    absl::Time next = absl::Now();
    while (!stop_) {
      bool ask = false;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        if (!ask_) woken_.wait_for(lock, kTick);
        ask = std::exchange(ask_, false);
      }
      if (stop_) return;
      absl::Status status;
      while (const std::optional<Told> told = inbox_.Take()) {
        status = LookInto(witness_, *line_, *told, report_);
        if (!status.ok() || witness_.Caught()) break;
      }
      if (status.ok() && !witness_.Caught() && (ask || absl::Now() >= next)) {
        status = AskPeers(witness_, *line_, peers_, report_);
        next = absl::Now() + absl::Seconds(options_.interval_seconds);
      }
      if (!status.ok()) session_.Fail({"evidence could not be kept", "无法保存证据"}, status);
      if (witness_.Caught()) stop_ = true;
    }
  }

  Session& session_;
  const WitnessRunOptions& options_;
  Witness& witness_;
  WitnessReport& report_;
  std::atomic<bool> stop_{false};
  std::unique_ptr<Connection> ledger_;
  std::optional<LogLine> line_;
  std::vector<Peer> peers_;  // of the second thread, until it has ended
  std::mutex mutex_;
  std::condition_variable woken_;
  bool ask_ = false;  // guarded by mutex_
  Inbox inbox_{[this] { Wake(false); }};
};

// Without --programme it is the end of the origin, as servers make it.
absl::StatusOr<std::string> ProgrammeOf(const Session& session, const Witness& witness) {
  if (!session.options().programme.empty()) return session.options().programme;
  const std::string& origin = witness.origin();
  const std::size_t slash = origin.rfind('/');
  if (slash != std::string::npos && slash + 1 < origin.size()) return origin.substr(slash + 1);
  return UsageError(
      absl::StrCat("the ledger's origin ", origin, " does not name a programme: --programme"));
}

int NotOpened(Session& session, const absl::Status& status) {
  const bool evidence = absl::IsFailedPrecondition(status);
  Bilingual to_do = {
      "do not empty the folder: what was cosigned is only there; see docs/witness.md",
      "请勿清空该目录：已共同签名的内容只在其中；见 docs/witness.md"};
  if (absl::IsAborted(status)) {
    to_do = {"end the other process, or give this witness a key and a folder of its own",
             "请先结束另一进程，或为本见证方另设密钥与目录"};
  } else if (evidence) {
    to_do = {
        "see \"When it reports a fork\" in docs/witness.md; to cosign again afterwards, move "
        "the evidence out of the folder",
        "见 docs/witness.md 中关于分叉的说明；处理完毕后将证据移出该目录，方可恢复共同签名"};
  }
  PrintProblem(session.Text(kNotStarted), status.message(), session.Text(to_do), session.language(),
               session.err());
  return evidence ? kExitProofFails : kExitUsage;
}

}  // namespace

int RunWitness(Session& session, const WitnessRunOptions& options) {
  absl::StatusOr<std::vector<proof::VerifierKey>> log_keys =
      ReadLogKeys(options.log_keys, options.policy_file);
  if (!log_keys.ok()) return session.Fail(kNotStarted, log_keys.status());
  absl::StatusOr<proof::SigningKey> key = ReadKeyFile(options.key_file);
  if (!key.ok()) return session.Fail(kNotStarted, key.status());
  const absl::StatusOr<std::unique_ptr<Witness>> witness =
      Witness::Open(options.state_folder, *std::move(key), *std::move(log_keys));
  if (!witness.ok()) return NotOpened(session, witness.status());
  const absl::StatusOr<std::string> programme = ProgrammeOf(session, **witness);
  if (!programme.ok()) return session.Fail(kNotStarted, programme.status());

  const Format format = session.FormatOr(Format::kTable);
  const bool json = format == Format::kJson || format == Format::kJsonl;
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(Format::kJsonl);
  if (!output.ok()) return session.Fail(kNotStarted, output.status());
  WitnessReport report(json ? (*output)->stream() : session.err(), json, session.language());
  WitnessRun run(session, options, **witness, report, *programme);
  const int code = options.once ? run.Once() : run.Forever();
  const absl::Status closed = (*output)->Close();
  return closed.ok() || code != kExitOk ? code : session.Fail(kEnded, closed);
}

}  // namespace ippledge::client
