#include "tools/bench/tls.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

#include "tools/bench/child.h"
#include "tools/bench/founding.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

struct Mode {
  const char* name;
  bool stream;
  int batch;
  int in_flight;
  int streams;
  std::uint64_t loans;
};

constexpr Mode kModes[] = {
    {"unary, 64 in flight", false, 1, 64, 1, 20'000},
    {"stream, 512 in flight", true, 1, 512, 1, 60'000},
    {"stream, batches of 1,000, 8 in flight", true, 1000, 8, 4, 400'000},
};

std::string TextOf(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsIn(const fs::path& ca) {
  return grpc::SslCredentials({.pem_root_certs = TextOf(ca / "ca.pem"),
                               .pem_private_key = TextOf(ca / "office-1.key"),
                               .pem_cert_chain = TextOf(ca / "office-1.pem")});
}

void MakeCertificates(const std::string& dev_ca, const fs::path& ca) {
  fs::remove_all(ca);
  const std::string command = "'" + dev_ca + "' '" + ca.string() + "' >/dev/null";
  if (std::system(command.c_str()) == 0) return;
  std::cerr << "cannot make certificates: " << command << "\n";
  std::exit(1);
}

Measured MedianOf(std::vector<Measured> runs) {
  std::sort(runs.begin(), runs.end(),
            [](const Measured& a, const Measured& b) { return a.rate() < b.rate(); });
  return runs[runs.size() / 2];
}

// One side of the comparison.
struct Side {
  const char* name;
  Who who;
  std::vector<std::shared_ptr<grpc::Channel>> channels;
};

Measured Drive(const Side& side, const Mode& mode, Load load) {
  load.batch = mode.batch;
  load.in_flight = mode.in_flight;
  load.streams = mode.streams;
  load.who = side.who;
  return mode.stream ? DriveStream(side.channels, load) : DriveUnary(side.channels[0], load);
}

}  // namespace

void RunTls(const TlsSettings& settings, Report& report) {
  const fs::path folder = settings.folder;
  const fs::path ca = folder / "ca";
  MakeCertificates(settings.dev_ca, ca);
  for (const char* store : {"plain", "tls"}) fs::remove_all(folder / store);
  {
    Child plain({settings.ippledged, "--store", folder / "plain", "--listen", "127.0.0.1:0"});
    Child secure({settings.ippledged, "--store", folder / "tls", "--listen", "127.0.0.1:0",
                  "--tls-certificate", ca / "server.pem", "--tls-key", ca / "server.key",
                  "--tls-authorities", ca / "ca.pem", "--tls-revoked", ca / "revoked.pem"});
    const Side sides[] = {
        {"plain text: ", {}, Connect(plain.address(), 4)},
        {"mutual TLS: ", kByCertificate, Connect(secure.address(), 4, CredentialsIn(ca))}};
    for (const Side& side : sides) Found(side.channels[0], side.who);
    std::uint64_t next_loan = 0;
    std::uint64_t seed = 1;
    for (const Mode& mode : kModes) {
      std::vector<Measured> runs[2];
      for (int round = 0; round < settings.rounds; ++round) {
        const auto loans =
            static_cast<std::uint64_t>(static_cast<double>(mode.loans) * settings.scale);
        // Who is first changes: the second of two may find the machine warmer, or busier.
        for (const int i : {round % 2, 1 - round % 2}) {
          runs[i].push_back(
              Drive(sides[i], mode, {.first_loan = next_loan, .loans = loans, .seed = seed}));
        }
        next_loan += loans;
        ++seed;
      }
      const Measured medians[] = {MedianOf(runs[0]), MedianOf(runs[1])};
      for (const int i : {0, 1}) {
        report.Line(std::string(sides[i].name) + mode.name, medians[i]);
      }
      report.Fact("  of plain text's rate", 100 * medians[1].rate() / medians[0].rate(), "%");
    }
  }
  for (const char* part : {"ca", "plain", "tls"}) fs::remove_all(folder / part);
}

}  // namespace ippledge::bench
