#include "tools/bench/document.h"

#include <google/protobuf/util/json_util.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ippledge::bench {

std::string ToJson(const results::Results& results) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  // A message of our own can always be printed.
  static_cast<void>(google::protobuf::util::MessageToJsonString(results, &json, options));
  return json;
}

absl::StatusOr<results::Results> FromJson(const std::string& json) {
  results::Results results;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &results);
  if (!status.ok()) return absl::InvalidArgumentError(status.ToString());
  return results;
}

std::string CurvesText(const results::Results& results) {
  std::string text;
  for (const results::Curve& curve : results.curves()) {
    absl::StrAppend(&text, "\"", curve.name(), ": ", curve.contender(), "\"\n");
    for (const results::Offered& point : curve.points()) {
      absl::StrAppendFormat(&text, "%.0f %.4f %.4f %.4f\n", point.achieved(), point.p50_ms(),
                            point.p99_ms(), point.p999_ms());
    }
    text += "\n\n";
  }
  return text;
}

std::string GrowthText(const results::Results& results) {
  std::string text;
  for (const results::GrowthPoint& point : results.growth()) {
    absl::StrAppendFormat(&text, "%.0f %.0f %.0f %.1f\n", point.loans(), point.rate(),
                          point.empty_rate(), point.memory_mib());
  }
  return text;
}

absl::Status WriteDocument(const results::Results& results, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) {
    std::ofstream file(folder + "/" + name, std::ios::binary);
    file << text;
    file.close();
    return file.good() ? absl::OkStatus()
                       : absl::UnavailableError(absl::StrCat("cannot write ", folder, "/", name));
  };
  absl::Status status = write("results.json", ToJson(results));
  if (status.ok()) status = write("results.md", ToMarkdown(results));
  if (status.ok()) status = write("open_loop.txt", CurvesText(results));
  if (status.ok()) status = write("growth.txt", GrowthText(results));
  return status;
}

}  // namespace ippledge::bench
