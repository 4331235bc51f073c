import PlatformModels

/// The promises about what people see on the networks.
extension Simulation {
  /// I1, I15, I16: looks at what a server did since the last look.
  func checkLedger(of server: Int) {
    let effects = servers[server].ledger.effects
    let account = scenario.accounts[server].name
    for effect in effects[witness.seen[server, default: 0]...] {
      let post = PostName(account: account, id: effect.post)
      switch effect.kind {
      case .created: appeared(effect, as: post, on: server)
      case .edited: changed(effect, as: post)
      case .deleted: vanished(post)
      }
    }
    witness.seen[server] = effects.count
  }

  /// I1: nothing becomes visible twice.
  private func appeared(_ effect: OutsideLedger.Effect, as post: PostName, on server: Int) {
    let known = PartName(account: post.account, text: effect.text)
    guard let name = known ?? wordless(post.id, on: server) else {
      return fail("I1", "an unknown post appeared: \(effect.text)")
    }
    note("\(name.post) part \(name.part) is out on \(post.account): \(post.id)")
    let version = known == nil ? nil : PartName.version(in: effect.text) ?? 1
    witness.posts[post] = (name, version)
    if series.contains(where: { $0.owns(name.post) }) {
      witness.turns[name, default: []].append(post.id)
      return
    }
    checkApproval(of: name, version)
    checkOrder(of: name)
    checkForm(of: name, post.id, on: server)
    if let earlier = witness.parts.updateValue(post.id, forKey: name) {
      fail(
        "I1",
        "\(name.post) part \(name.part) is out twice on \(post.account): "
          + "\(earlier) and \(post.id)")
    }
  }

  /// I2: a thread comes out in its order.
  private func checkOrder(of name: PartName) {
    let before = PartName(account: name.account, post: name.post, part: name.part - 1)
    if name.part > 0, witness.parts[before] == nil {
      fail("I2", "\(name.post) part \(name.part) is out on \(name.account), the one before is not")
    }
  }

  /// I15: what an approver must see goes out as it was approved. Of a post without words nobody
  /// can tell the version.
  private func checkApproval(of name: PartName, _ version: Int?) {
    guard posts.first(where: { $0.name == name.post })?.needsApproval ?? false else { return }
    let approved = witness.approved["\(name.post) \(name.account)", default: []]
    if version.map({ !approved.contains($0) }) ?? approved.isEmpty {
      fail("I15", "version \(version ?? 0) of \(name.post) is out on \(name.account), unapproved")
    }
  }

  /// I16: an edit changes the words of its own post, and only where its owner wants that.
  private func changed(_ effect: OutsideLedger.Effect, as post: PostName) {
    guard let known = witness.posts[post] else {
      return fail("I16", "what was never there was edited: \(post.id) on \(post.account)")
    }
    let version = PartName.version(in: effect.text) ?? 1
    guard PartName(account: post.account, text: effect.text) == known.name else {
      return fail("I16", "\(known.name.post) on \(post.account) says now: \(effect.text)")
    }
    guard version != known.version else { return }
    note("\(known.name.post) on \(post.account) was edited: version \(version)")
    witness.posts[post] = (known.name, version)
    if !(posts.first { $0.name == known.name.post }?.syncsEdits ?? false) {
      fail("I16", "\(known.name.post) was edited, which its owner does not want")
    }
  }

  /// I16: nothing is taken away but on a person's word.
  private func vanished(_ post: PostName) {
    guard let known = witness.posts[post] else { return }
    note("\(known.name.post) part \(known.name.part) is gone from \(post.account)")
    witness.deleted.insert(post)
    if !witness.unwanted.contains("\(known.name.post) \(post.account)") {
      fail("I16", "\(known.name.post) was deleted on \(post.account), and nobody wanted that")
    }
  }
}
