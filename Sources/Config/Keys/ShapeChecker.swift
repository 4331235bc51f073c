import Domain

/// Holds values against the key tables: unknown and missing keys, and values of the wrong form. It
/// goes through everything at once, so the readers behind it say nothing about form and take only
/// what fits.
struct ShapeChecker {
  let report: Report

  /// Checks a whole value.
  ///
  /// - Parameter label: the key that the value belongs to, for messages.
  func check(_ node: YAMLNode, as shape: Shape, label: String) {
    switch shape {
    case .scalar(let kind): checkScalar(node, kind, label: label)
    case .list(let element, let minimum):
      checkList(node, of: element, atLeast: minimum, label: label)
    case .oneOrMore(let element): checkOneOrMore(node, of: element, label: label)
    case .keys(let table): checkKeys(node, table, label: label)
    case .names(let element, let title):
      checkNames(node, of: element, title: title, label: label)
    case .option: checkOption(node, label: label)
    }
  }

  private func checkScalar(_ node: YAMLNode, _ kind: ScalarKind, label: String) {
    guard case .scalar(let text, _) = node.value else {
      return report.error(node.place, "\(quoted(label)) must be \(kind.expected), not \(node.kind)")
    }
    guard !node.isNothing else {
      return report.error(
        node.place, "\(quoted(label)) has no value", hint: "write one or remove it")
    }
    switch kind.check(text) {
    case nil: break
    case .unexpected(let hint):
      let value = kind.isSecret ? "this" : quoted(text)
      report.error(
        node.place, "\(quoted(label)) must be \(kind.expected), not \(value)", hint: hint,
        hidesLine: kind.isSecret)
    case .said(let message, let hint):
      report.error(
        node.place, "\(quoted(label)): \(message)", hint: hint, hidesLine: kind.isSecret)
    }
  }

  private func checkList(_ node: YAMLNode, of element: Shape, atLeast minimum: Int, label: String) {
    guard case .list(let elements) = node.value else {
      if node.isNothing && minimum == 0 { return }
      return report.error(
        node.place, "\(quoted(label)) must be a list, not \(node.kind)",
        hint: node.isNothing ? nil : "begin each element with \"- \"")
    }
    if elements.count < minimum {
      let words = minimum == 1 ? "is empty" : "needs at least \(minimum) elements"
      report.error(node.place, "\(quoted(label)) \(words)")
    }
    for node in elements { check(node, as: element, label: label) }
  }

  private func checkOneOrMore(_ node: YAMLNode, of element: Shape, label: String) {
    guard case .list(let elements) = node.value else {
      return check(node, as: element, label: label)
    }
    if elements.isEmpty { report.error(node.place, "\(quoted(label)) is empty") }
    for node in elements { check(node, as: element, label: label) }
  }

  private func checkKeys(_ node: YAMLNode, _ table: KeyTable, label: String) {
    guard case .mapping(let entries) = node.value else {
      let title = label == table.title ? "" : "\(table.title), which is "
      let example = (table.keys.first(where: \.isRequired)?.name ?? table.oneOf.first).flatMap {
        key in
        node.scalar.map { "write \(key): \($0)" }
      }
      return report.error(
        node.place, "\(quoted(label)) must be \(title)a mapping of keys, not \(node.kind)",
        hint: example)
    }
    let variant = table.variants.flatMap { node[$0.key]?.scalar }
    let keys = table.keys(for: variant)
    for entry in entries {
      if let key = keys.first(where: { $0.name == entry.key }) {
        check(entry.value, as: key.shape, label: key.name)
      } else {
        unknown(entry, in: table, keys: keys)
      }
    }
    let chosen = entries.filter { table.oneOf.contains($0.key) }
    if !table.oneOf.isEmpty, chosen.count != 1 {
      let names = table.oneOf.map { quoted($0) }.joined(separator: ", ")
      report.error(chosen.last?.keyPlace ?? node.place, "\(table.title) needs one of \(names)")
    }
    for key in keys where key.isRequired && !entries.contains(where: { $0.key == key.name }) {
      report.error(
        node.place, "\(table.title) needs \(quoted(key.name))", hint: key.summary.asHint)
    }
  }

  private func unknown(_ entry: YAMLNode.Entry, in table: KeyTable, keys: [Key]) {
    let others = (table.variants?.cases ?? []).filter { $0.keys.contains { $0.name == entry.key } }
    // With an unknown platform nothing can be said about the keys of platforms.
    if !others.isEmpty, keys.count == table.keys.count { return }
    var hint = Spelling.suggestion(for: entry.key, among: keys.map(\.name))
    if entry.key == "<<" {
      hint = "merge keys are not part of this format; use defaults: or templates:"
    } else if hint == nil, let variants = table.variants, !others.isEmpty {
      let values = others.map(\.value).joined(separator: " and ")
      hint = "it belongs to \(variants.key): \(values)"
    } else if hint == nil, SecretLooks.matches(line: entry.key) {
      hint = "secrets have no place in these files; belfry connect keeps them encrypted"
    } else if hint == nil {
      hint = "\(table.title) has: " + keys.map(\.name).joined(separator: ", ")
    }
    report.error(
      entry.keyPlace, "unknown key \(quoted(entry.key))", hint: hint,
      hidesLine: SecretLooks.matches(line: entry.key))
  }

  private func checkNames(_ node: YAMLNode, of element: Shape, title: String, label: String) {
    guard case .mapping(let entries) = node.value else {
      if node.isNothing { return }
      return report.error(
        node.place, "\(quoted(label)) must be a mapping from names to values, not \(node.kind)")
    }
    for entry in entries {
      if !Slug.isValid(entry.key, maximumLength: 64) {
        report.error(
          entry.keyPlace, "\(quoted(entry.key)) is no name for \(title)",
          hint: "use 1 to 64 of a-z A-Z 0-9 . _ - beginning with a letter or digit")
      }
      check(entry.value, as: element, label: entry.key)
    }
  }

  private func checkOption(_ node: YAMLNode, label: String) {
    for element in node.elements {
      guard case .scalar = element.value else {
        return report.error(
          element.place, "\(quoted(label)) must be a single value or a list of them")
      }
    }
  }
}

extension String {
  /// A sentence as it stands behind a semicolon.
  fileprivate var asHint: String {
    prefix(1).lowercased() + (hasSuffix(".") ? dropFirst().dropLast() : dropFirst())
  }
}
