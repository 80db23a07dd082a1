#include "client/import/mapping.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/import/cell.h"
#include "client/import/mapping_compiler.h"
#include "client/import/mapping_errors.h"
#include "client/import/text_source.h"
#include "ippledge/mapping/v1/mapping.pb.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

namespace pb = ippledge::mapping::v1;

// Expressions of the fields that have built-in headers.
void AddBuiltInFields(CompiledMapping* mapping) {
  for (const TargetField& each : FieldsOf(mapping->target)) {
    const FieldInfo& info = InfoOf(each.field);
    Expression expression;
    expression.source = Expression::Source::kColumn;
    expression.columns = absl::StrSplit(info.aliases, '|');
    // What is missing is judged when the header is known: some fields have defaults.
    expression.optional = true;
    expression.dates = BuiltInDateLayouts();
    expression.header = std::string(info.name);
    mapping->fields.push_back({each.field, 0, std::move(expression)});
  }
}

std::vector<std::string> BuiltInSeparators() { return {";", "；", "、", "\n", "\r"}; }

void CompileFile(const pb::FileLayout& file, const MappingNode& node, MappingErrors* errors,
                 CompiledMapping* mapping) {
  const std::string encoding = NormalHeader(file.encoding());
  if (encoding == "utf8") {
    mapping->encoding = Encoding::kUtf8;
  } else if (encoding == "utf16") {
    mapping->encoding = Encoding::kUtf16Le;
  } else if (encoding == "gb18030" || encoding == "gbk" || encoding == "gb2312") {
    mapping->encoding = Encoding::kGb18030;
  } else if (!encoding.empty()) {
    errors->Add(node.WhereOf("encoding"), "encoding is \"utf-8\", \"utf-16\" or \"gb18030\"");
  }
  if (file.delimiter() == "," || file.delimiter() == ";" || file.delimiter() == "\t") {
    mapping->delimiter = file.delimiter()[0];
  } else if (!file.delimiter().empty()) {
    errors->Add(node.WhereOf("delimiter"), "delimiter is \",\", \";\" or \"\\t\"");
  }
  if (file.has_header_row()) {
    mapping->header_row = file.header_row();
    if (file.header_row() < 0 || file.header_row() > 1000) {
      errors->Add(node.WhereOf("header_row"), "header_row is 0 (none) to 1000");
    }
  }
}

void CompileTopField(const pb::Field& field, const MappingNode& node,
                     const MappingCompiler& compiler, MappingErrors* errors,
                     CompiledMapping* mapping) {
  const std::optional<FieldId> id = ParseField(field.to());
  if (!id.has_value() || !HasField(mapping->target, *id)) {
    const std::string known = absl::StrJoin(FieldsOf(mapping->target), ", ",
                                            [](std::string* out, const TargetField& each) {
                                              absl::StrAppend(out, InfoOf(each.field).name);
                                            });
    errors->Add(node.WhereOf("to"), absl::StrCat("\"", field.to(), "\" is no field of ",
                                                 NameOf(mapping->target), "; fields are: ", known));
    return;
  }
  const int group = field.group() > 0 ? field.group() - 1 : 0;
  if (field.group() < 0 || field.group() > kRightsPerRowMax || (group > 0 && !IsOfRight(*id))) {
    errors->Add(node.WhereOf("group"), absl::StrCat("group is 1 to ", kRightsPerRowMax,
                                                    " and only for fields of a right"));
    return;
  }
  for (const MappedField& other : mapping->fields) {
    if (other.field != *id || other.group != group) continue;
    errors->Add(node.where(), absl::StrCat("\"", field.to(), "\" is given at ",
                                           other.expression.where, " already"));
    return;
  }
  mapping->fields.push_back({*id, group, compiler.Compile(field, node, field.to())});
}

CompiledMapping Compile(const pb::Mapping& source, const MappingNode& root, Target wanted,
                        MappingErrors* errors) {
  CompiledMapping mapping;
  mapping.target = wanted;
  mapping.title = source.title();
  if (ParseTarget(source.target()) != wanted) {
    errors->Add(root.WhereOf("target"),
                absl::StrCat("target is \"", source.target(), "\", the import is of \"",
                             NameOf(wanted), "\""));
    return mapping;
  }
  if (source.has_file()) {
    CompileFile(source.file(), root.Child("file", source.file()), errors, &mapping);
  }
  const MappingCompiler compiler(source, root, errors);
  for (int i = 0; i < source.field_size(); ++i) {
    CompileTopField(source.field(i), root.Child("field", source.field(i), i), compiler, errors,
                    &mapping);
  }
  for (int i = 0; i < source.skip_row_size(); ++i) {
    const pb::SkipRow& skip = source.skip_row(i);
    const MappingNode node = root.Child("skip_row", skip, i);
    if (!skip.has_value() || (skip.equals().empty() && skip.unless().empty() && !skip.empty())) {
      errors->Add(node.where(), "skip_row needs a value and one of equals, unless, empty");
      continue;
    }
    SkipRule rule;
    rule.value = compiler.Compile(skip.value(), node.Child("value", skip.value()), "skip_row");
    rule.equals.assign(skip.equals().begin(), skip.equals().end());
    rule.unless.assign(skip.unless().begin(), skip.unless().end());
    rule.empty = skip.empty();
    mapping.skips.push_back(std::move(rule));
  }
  mapping.separators = BuiltInSeparators();
  if (source.rights_separator_size() > 0) {
    mapping.separators.clear();
    for (const std::string& separator : source.rights_separator()) {
      if (!separator.empty()) mapping.separators.push_back(separator);
    }
  }
  mapping.numbered_rights = source.numbered_rights();
  mapping.register_unknown_banks = source.register_unknown_banks();
  if (source.extends_built_in()) {
    mapping.built_in_defaults = true;
    mapping.numbered_rights = true;
    CompiledMapping built_in = BuiltInMapping(wanted);
    for (MappedField& field : built_in.fields) {
      bool given = false;
      for (const MappedField& own : mapping.fields) given = given || own.field == field.field;
      if (given) continue;
      compiler.ApplyDefaults(&field.expression);
      mapping.fields.push_back(std::move(field));
    }
  }
  return mapping;
}

}  // namespace

CompiledMapping BuiltInMapping(Target target) {
  CompiledMapping mapping;
  mapping.target = target;
  mapping.separators = BuiltInSeparators();
  mapping.numbered_rights = true;
  mapping.built_in_defaults = true;
  AddBuiltInFields(&mapping);
  return mapping;
}

absl::StatusOr<CompiledMapping> ParseMapping(absl::string_view text, absl::string_view name,
                                             Target wanted) {
  if (text.size() > kMappingBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": a mapping has at most ", kMappingBytesMax, " bytes"));
  }
  MappingErrors errors(name);
  google::protobuf::TextFormat::ParseInfoTree tree;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&tree);
  parser.SetRecursionLimit(kMappingDepthMax);
  pb::Mapping source;
  const bool parsed = parser.ParseFromString(std::string(text), &source);
  if (!parsed || !errors.empty()) return errors.ToStatus();
  CompiledMapping mapping = Compile(source, MappingNode(&source, &tree, "1:1"), wanted, &errors);
  if (!errors.empty()) return errors.ToStatus();
  return mapping;
}

absl::StatusOr<CompiledMapping> LoadMapping(const std::string& path, Target wanted) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::unique_ptr<ByteSource> file, OpenFile(path));
  std::string text;
  while (text.size() <= kMappingBytesMax) {
    char buffer[16 * 1024];
    IPPLEDGE_ASSIGN_OR_RETURN(const std::size_t got, file->Read(buffer, sizeof(buffer)));
    if (got == 0) break;
    text.append(buffer, got);
  }
  return ParseMapping(text, path, wanted);
}

}  // namespace ippledge::client
