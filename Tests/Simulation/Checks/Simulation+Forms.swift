import PlatformModels

/// The promises about what a post looks like, beyond its words.
extension Simulation {
  func account(_ name: String) -> SimulatedAccount? {
    scenario.accounts.first { $0.name == name }
  }

  /// Which post it is that has no words, as stories have none: its file tells.
  func wordless(_ id: String, on server: Int) -> PartName? {
    guard let name = files(of: id, on: server).first?.split(separator: "-").first else {
      return nil
    }
    return PartName(account: scenario.accounts[server].name, post: String(name), part: 0)
  }

  /// The names of the files that people see with a post.
  private func files(of id: String, on server: Int) -> [String] {
    let pictures = servers[server].shown(id)?.media ?? []
    return pictures.map { picture in
      servers[server].file(picture.id).flatMap(SimulatedMedia.name) ?? "an unknown file"
    }
  }

  /// I18: a post has its own files in their order, is where its owner wants it, and a comment
  /// stands under its own post.
  func checkForm(of name: PartName, _ id: String, on server: Int) {
    let account = scenario.accounts[server]
    guard let post = posts.first(where: { $0.name == name.post }),
      let form = account.form(of: post), let shown = servers[server].shown(id)
    else { return }
    let files = files(of: id, on: server)
    if name.part == 0 ? !form.shows(files, of: post.name) : !files.isEmpty {
      fail("I18", "\(name.post) part \(name.part) on \(name.account) shows \(files)")
    }
    if account.platform.hasStories, name.part == 0 {
      let place = shown.place ?? PostForm.Place.feed.rawValue
      if place != form.place.rawValue {
        fail("I18", "\(name.post) on \(name.account) is in the \(place), not \(form.place)")
      }
    }
    guard name.part > 0, form.rest == .comment else { return }
    let first = witness.parts[PartName(account: name.account, post: name.post, part: 0)]
    if shown.parent != first {
      fail("I18", "the comment of \(name.post) on \(name.account) is under another post")
    }
  }
}
