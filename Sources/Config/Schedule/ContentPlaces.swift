import Domain

/// Where the fields of a content were written, so that a platform's complaint about one leads to a
/// line.
struct ContentPlaces {
  /// The post itself, for everything without a place of its own.
  var whole: Place
  var texts: [Place] = []
  var links: [Place?] = []
  var media: [[Place]] = []
  var polls: [Place?] = []
  var thread: Place?
  var warning: Place?
  var visibility: Place?
  var language: Place?
  var tags: Place?
  var options: [String: Place] = [:]
  /// The text comes from `for:` already.
  var textIsOverridden = false

  subscript(_ field: ContentProblem.Field) -> Place {
    switch field {
    case .text(let part): element(part, of: texts) ?? whole
    case .link(let part): (element(part, of: links) ?? nil) ?? whole
    case .media(let part, let index):
      element(part, of: media).flatMap { element(index, of: $0) } ?? whole
    case .poll(let part): (element(part, of: polls) ?? nil) ?? whole
    case .thread: thread ?? whole
    case .warning: warning ?? whole
    case .visibility: visibility ?? whole
    case .language: language ?? whole
    case .tags: tags ?? whole
    case .option(let name): options[name] ?? whole
    }
  }

  private func element<Element>(_ index: Int, of list: [Element]) -> Element? {
    list.indices.contains(index) ? list[index] : nil
  }
}
