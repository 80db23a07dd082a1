// The commands "approve show|sign" and "submit": a write that two persons answer for, over TLS.
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "client/commands/commands.h"
#include "client/draft.h"
#include "client/json.h"
#include "client/message_words.h"
#include "client/session.h"
#include "client/tls_files.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the draft cannot be shown", "无法显示草稿"};
constexpr Bilingual kNotSigned = {"the draft was not approved", "草稿未批准"};
constexpr Bilingual kNotSent = {"the draft did not go through", "草稿未能提交"};
constexpr int kDaysDefault = 3;
constexpr int kDaysMax = 7;

struct ApproveOptions {
  std::string draft;
  std::string approval;  // empty: by the draft's name
  int days = kDaysDefault;
};

// "pay.json" is approved in "pay.approval.json".
std::string ApprovalPath(const ApproveOptions& options) {
  if (!options.approval.empty()) return options.approval;
  return absl::StrCat(absl::StripSuffix(options.draft, ".json"), ".approval.json");
}

Document FieldsOf(const Session& session, const google::protobuf::Message& message) {
  Document document;
  document.columns = {{"field", session.Text({"field", "字段"}), ColumnKind::kText},
                      {"value", session.Text({"value", "内容"}), ColumnKind::kText}};
  for (auto& [field, value] : WordsOf(message)) document.rows.push_back({field, value});
  return document;
}

int ShowDraft(Session& session, const OpenedDraft& opened) {
  Document document = FieldsOf(session, *opened.request);
  document.heading =
      AlignedLines({{session.Text({"to do", "事项"}), session.Text(ActOf(*opened.method))},
                    {session.Text({"method", "方法"}), opened.method->full_name()},
                    {"SHA-256", opened.Digest()}});
  document.json =
      absl::StrCat("{\"method\": ", JsonString(opened.method->full_name()),
                   ",\n \"sha256\": ", JsonString(opened.Digest()),
                   ",\n \"request\": ", JsonMessage(*opened.request, JsonStyle::kIndented), "}");
  return session.Show(document);
}

int Show(Session& session, const ApproveOptions& options) {
  const absl::StatusOr<OpenedDraft> opened = ReadDraft(options.draft);
  if (!opened.ok()) return session.Fail(kNotShown, opened.status());
  return ShowDraft(session, *opened);
}

absl::StatusOr<v1::Approval> SignedBy(const Session& session, const OpenedDraft& opened,
                                      absl::Time until) {
  const std::optional<TlsLine>& line = session.options().connection.tls;
  if (!line) return UsageError("--cert and --key are missing: those of who approves");
  if (HolderOf(line->certificate).is_system) {
    return UsageError("this certificate is of a program: a person approves");
  }
  return Approve(opened, *line, absl::ToUnixMillis(until));
}

int Sign(Session& session, const ApproveOptions& options) {
  const absl::StatusOr<OpenedDraft> opened = ReadDraft(options.draft);
  if (!opened.ok()) return session.Fail(kNotSigned, opened.status());
  const absl::Time until = absl::Now() + absl::Hours(24) * options.days;
  const absl::StatusOr<v1::Approval> approval = SignedBy(session, *opened, until);
  if (!approval.ok()) return session.Fail(kNotSigned, approval.status());
  // Whoever signs sees what.
  if (const int shown = ShowDraft(session, *opened); shown != kExitOk) return shown;
  const std::string path = ApprovalPath(options);
  if (const absl::Status written = WriteNew(path, *approval); !written.ok()) {
    return session.Fail(kNotSigned, written);
  }
  const Credentials& who = session.options().connection.credentials;
  session.err() << session.Text({"approved by ", "批准人："}) << who.organisation << '/' << who.role
                << '/' << who.person << session.Text({", until ", "，有效期至 "})
                << absl::FormatTime("%Y-%m-%d %H:%M UTC", until, absl::UTCTimeZone()) << ": "
                << path << '\n';
  return kExitOk;
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> SendDraft(Session& session,
                                                                     const OpenedDraft& opened,
                                                                     const std::string& approval) {
  std::string bytes;
  if (!approval.empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const v1::Approval message, ReadApproval(approval));
    bytes = message.SerializeAsString();
  }
  IPPLEDGE_ASSIGN_OR_RETURN(
      const std::string answer,
      session.connection().CallBytes(*opened.method, opened.draft.request(), bytes));
  std::unique_ptr<google::protobuf::Message> response(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(opened.method->output_type())
          ->New());
  if (!response->ParseFromString(answer)) {
    return absl::InternalError("the answer cannot be decoded");
  }
  return response;
}

int Submit(Session& session, const ApproveOptions& options) {
  const absl::StatusOr<OpenedDraft> opened = ReadDraft(options.draft);
  if (!opened.ok()) return session.Fail(kNotSent, opened.status());
  const auto response = SendDraft(session, *opened, options.approval);
  if (!response.ok()) return session.Fail(kNotSent, response.status());
  Document document = FieldsOf(session, **response);
  document.json = JsonMessage(**response, JsonStyle::kIndented);
  return session.Show(document);
}

void AddDraft(CommandTree& tree, CLI::App& command, ApproveOptions& options) {
  command
      .add_option("draft", options.draft,
                  tree.Text({"File that --draft wrote", "由 --draft 生成的草稿文件"}))
      ->required();
}

}  // namespace

void AddApproveCommands(CommandTree& tree) {
  CLI::App& approve = tree.AddNoun(
      "approve", {"See and sign what a colleague drafted, over TLS", "查看并批准同事起草的事项"});
  const auto show = std::make_shared<ApproveOptions>();
  AddDraft(tree,
           tree.Add(approve, "show", {"What a draft would do", "显示草稿内容"},
                    [show](Session& session) { return Show(session, *show); }),
           *show);

  const auto sign = std::make_shared<ApproveOptions>();
  CLI::App& signing =
      tree.Add(approve, "sign", {"Approve a draft as the second person", "以第二人身份批准草稿"},
               [sign](Session& session) { return Sign(session, *sign); });
  AddDraft(tree, signing, *sign);
  signing
      .add_option("--approval", sign->approval,
                  tree.Text({"Where the approval goes; default: NAME.approval.json",
                             "批准文件的路径；默认为 草稿名.approval.json"}))
      ->type_name("FILE");
  signing.add_option("--days", sign->days, tree.Text({"How long it counts", "批准的有效天数"}))
      ->check(CLI::Range(1, kDaysMax))
      ->capture_default_str();

  const auto send = std::make_shared<ApproveOptions>();
  CLI::App& submit =
      tree.Add(tree.root(), "submit", {"Send a draft, with its approval", "提交草稿及其批准文件"},
               [send](Session& session) { return Submit(session, *send); });
  AddDraft(tree, submit, *send);
  submit
      .add_option("--approval", send->approval,
                  tree.Text({"File that \"approve sign\" wrote", "由“approve sign”生成的批准文件"}))
      ->type_name("FILE");
}

}  // namespace ippledge::client
