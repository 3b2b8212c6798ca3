package io.polymeter.app.cli;

import io.polymeter.app.cli.build.CompletionScripts;
import io.polymeter.app.cli.build.ManPage;
import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `polymeter generate`: prints what a package ships beside the program.
@Command(name = "generate", hidden = true, description = "Print the man page or the bash completion script.")
final class GenerateCommand extends BaseCommand implements Runnable {

    /// What there is.
    enum Thing {
        MAN,
        /// For bash.
        COMPLETION,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "THING", description = "man, completion (of bash), zsh or fish.")
    Thing thing = Thing.MAN;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (thing) {
                    case MAN -> ManPage.of(spec.root(), VersionCommand.version());
                    case COMPLETION ->
                        AutoComplete.bash("polymeter", spec.root().commandLine());
                    case ZSH -> CompletionScripts.zsh(spec.root());
                    case FISH -> CompletionScripts.fish(spec.root());
                });
        out.flush();
    }
}
