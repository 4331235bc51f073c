/// A value that a run waits for until somebody supplies it.
package struct InputRequest: Hashable, Sendable {
  package var name: String
  /// How to ask a person for it.
  package var prompt: String
  /// What there is to choose from; empty where any value is possible.
  package var options: [InputOption]

  package init(name: String, prompt: String, options: [InputOption] = []) {
    self.name = name
    self.prompt = prompt
    self.options = options
  }
}

/// One of the values that a person can choose.
package struct InputOption: Hashable, Sendable, Codable {
  /// What the flow gets, such as the id of a page.
  package var value: String
  /// What a person sees, such as the page's name.
  package var label: String

  package init(_ value: String, label: String) {
    self.value = value
    self.label = label
  }
}
