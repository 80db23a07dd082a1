// The main of a fuzzer without libFuzzer.
//
//   NAME_fuzz_test               as a test: all seeds, then kInputs changes of them
//   NAME_fuzz_test --input N     writes input N of that test to standard output
//   NAME_fuzz_test --seeds DIR   writes the seeds as files of DIR: a first corpus for libFuzzer
//   NAME_fuzz_test FILE...       calls the entry with each file, such as one that libFuzzer left
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutation.h"

namespace ippledge {
namespace {

constexpr std::uint64_t kInputs = 10'000;

// The call under way, for whoever reads about a crash.
char g_under_way[32] = "";

void TellInput(int number) {
  const absl::string_view text(g_under_way);
  (void)!write(STDERR_FILENO, text.data(), text.size());
  signal(number, SIG_DFL);
  raise(number);
}

void Feed(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

int RunAll() {
  signal(SIGABRT, TellInput);
  const std::vector<std::string> seeds = FuzzSeeds();
  for (std::uint64_t number = 0; number < seeds.size() + kInputs; ++number) {
    std::snprintf(g_under_way, sizeof g_under_way, "at input %llu\n",
                  static_cast<unsigned long long>(number));
    Feed(FuzzInput(seeds, number));
  }
  std::printf("%zu seeds, %llu changes of them\n", seeds.size(),
              static_cast<unsigned long long>(kInputs));
  return EXIT_SUCCESS;
}

int WriteInput(absl::string_view text) {
  std::uint64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return EXIT_FAILURE;
  const std::string bytes = FuzzInput(FuzzSeeds(), number);
  return std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size() ? EXIT_SUCCESS
                                                                            : EXIT_FAILURE;
}

int WriteSeeds(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::vector<std::string> seeds = FuzzSeeds();
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream(folder / absl::StrCat("seed-", i), std::ios::binary) << seeds[i];
  }
  return EXIT_SUCCESS;
}

int RunFiles(int count, char** paths) {
  for (int i = 0; i < count; ++i) {
    std::ifstream in(paths[i], std::ios::binary);
    if (!in) return EXIT_FAILURE;
    Feed(std::string(std::istreambuf_iterator<char>(in), {}));
  }
  return EXIT_SUCCESS;
}

int Main(int argc, char** argv) {
  if (argc == 1) return RunAll();
  const absl::string_view first = argv[1];
  if (argc == 3 && first == "--input") return WriteInput(argv[2]);
  if (argc == 3 && first == "--seeds") return WriteSeeds(argv[2]);
  return RunFiles(argc - 1, argv + 1);
}

}  // namespace
}  // namespace ippledge

int main(int argc, char** argv) { return ippledge::Main(argc, argv); }
