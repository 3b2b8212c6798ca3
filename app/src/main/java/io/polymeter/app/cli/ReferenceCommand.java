package io.polymeter.app.cli;

import io.polymeter.app.cli.build.CommandReference;
import io.polymeter.config.SettingsDocuments;
import io.polymeter.consumer.ConsumerLoader;
import io.polymeter.profile.ProfileLoader;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter reference`: prints the pages of `docs/reference`, which are compared with it by a test.
@Command(name = "reference", hidden = true, description = "Print a page of the reference as Markdown.")
final class ReferenceCommand implements Runnable {

    /// The pages there are.
    enum Page {
        SETTINGS("Settings", """
                Every key of `polymeter.yaml`. `NAME` is a name of your own, `[]` an element of a list. `polymeter schema`
                prints the same as a JSON Schema, from which editors complete.

                """),
        PROFILES("Profile files", """
                Every key of a device's file; `polymeter profiles ./FILE.yaml` shows what was understood, or every error.

                """),
        CONSUMER_FILES("Consumer files", """
                Every key of a file in `profiles/consumers`.

                """),
        CONSUMERS("Consumers", """
                Who reads a meter, what it expects and what serves it: `consumer:` of an output takes these names. The
                configurations show a meter named `grid`; what stands there fills in profile, unit id, port and line. A
                face that is "not yet" there is not served by this version. `polymeter consumers NAME` prints the same.

                """),
        COMMANDS("Commands", """
                Exit codes: 0 done, 1 tried and failed, 2 wrong usage or configuration. Errors go to the standard error
                stream. `--debug` belongs to every command: it shows stack traces and logs everything.
                """);

        private final String title;
        private final String introduction;

        Page(String title, String introduction) {
            this.title = title;
            this.introduction = introduction;
        }

        @Override
        public String toString() {
            return Texts.kebab(this);
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(paramLabel = "PAGE", description = "settings, profiles, consumers, consumer-files or commands.")
    Page page = Page.SETTINGS;

    @Override
    public void run() {
        String body = switch (page) {
            case SETTINGS -> SettingsDocuments.reference();
            case PROFILES -> ProfileLoader.reference();
            case CONSUMER_FILES -> ConsumerLoader.reference();
            case CONSUMERS -> ConsumerText.markdown();
            case COMMANDS -> CommandReference.markdown(spec.root());
        };
        PrintWriter out = spec.commandLine().getOut();
        out.print("# " + page.title + "\n\nPrinted by `polymeter reference " + Texts.kebab(page)
                + "` from the program itself; not edited by hand.\n\n" + page.introduction + body);
        out.flush();
    }
}
