extension Subcommand {
    static let settingsDiscussion = """
        A setting comes from the command line, else from the environment, else from the file, else it has the value built in. Variables are \
        named like the settings: limits.orders is WALRAS_LIMITS_ORDERS. On the command line and in the environment null is written `off`, \
        true and false `on` and `off` (--demo alone is --demo on), and lists have commas. Limits count requests a minute \
        where they say nothing else, and are off at 0.
        """

    static let configCheck = Subcommand(
        path: ["config", "check"],
        summary: "Check the settings of the daemon.",
        discussion: """
            Reads the settings as `walras serve` would and says everything that is wrong with them: settings there are none of, with the nearest \
            there is, wrong types and ranges, settings that contradict each other, a certificate that cannot be used.

            \(settingsDiscussion)
            """,
        options: EffectiveConfiguration.options,
        examples: ["walras config check --config walras.json5"],
        exitNote: "something is wrong with the settings"
    ) { invocation in
        let effective = try EffectiveConfiguration(invocation)
        try effective.checkFiles()
        let set = Setting.all.count { effective.origin(of: $0) != .builtIn }
        try invocation.print("\(effective.file ?? "no file"): nothing wrong; \(set) of \(Setting.all.count) settings set\n")
        return .done
    }

    static let configShow = Subcommand(
        path: ["config", "show"],
        summary: "Show the settings in force and where each comes from.",
        discussion: """
            Prints a file with every setting, its value and, as a comment, where that came from.

            \(settingsDiscussion)

            --commented prints what is built in, with the meaning of each setting: a file to begin with. --json prints one object with \
            a member per setting, named as in messages (limits.orders), which has: value, from.
            """,
        options: EffectiveConfiguration.options + [
            Option(name: "commented", value: .flag, summary: "Print the values built in, each explained."), .json,
        ],
        examples: ["walras config show --config walras.json5", "walras config show --commented"]
    ) { invocation in
        if invocation.flag("commented") {
            guard !invocation.flag("json") else { throw UsageError("--commented and --json exclude each other") }
            try invocation.print(ConfigurationText.commented())
            return .done
        }
        let effective = try EffectiveConfiguration(invocation)
        try invocation.print(invocation.flag("json") ? ConfigurationText.json(effective).text + "\n" : ConfigurationText.origins(effective))
        return .done
    }
}
