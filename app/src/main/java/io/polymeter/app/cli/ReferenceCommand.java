package io.polymeter.app.cli;

import io.polymeter.app.api.ApiDocument;
import io.polymeter.app.cli.build.CommandReference;
import io.polymeter.consumer.ConsumerLoader;
import io.polymeter.profile.ProfileLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter reference`: prints the pages of `docs/reference`, which are compared with it by a test.
@Command(name = "reference", hidden = true, description = "Print a page of the reference.")
final class ReferenceCommand implements Callable<Integer> {

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
        DEVICES("Known devices", """
                What Polymeter can read, show and simulate. Points are quantities, with the places where they are measured behind them:
                phases `L1` to `L3`, between two phases `L12`, strings `S1` to `S8`. `two sources`: two sources that do not depend on each
                other agree on the registers; `one source`: there is one. A device `with` others is read as several meters at one
                endpoint and unit; `polymeter scan` prints them all.

                """),
        COMMANDS("Commands", """
                Exit codes: 0 done, 1 tried and failed, 2 wrong usage or configuration. Errors go to the standard error
                stream. `--debug` belongs to every command: it shows stack traces and logs everything.
                """),
        OPENAPI("", "");

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

    @Parameters(
            paramLabel = "PAGE",
            description = "settings, profiles, devices, consumers, consumer-files, commands or openapi.")
    Page page = Page.SETTINGS;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (page) {
                    case SETTINGS -> markdown(Cli.of(spec).kinds().reference());
                    case PROFILES -> markdown(ProfileLoader.reference());
                    case DEVICES -> markdown(DeviceReference.markdown());
                    case CONSUMERS ->
                        markdown(ConsumerText.markdown(Cli.of(spec).consumers()));
                    case CONSUMER_FILES -> markdown(ConsumerLoader.reference());
                    case COMMANDS -> markdown(CommandReference.markdown(spec.root()));
                    case OPENAPI -> ApiDocument.text(Cli.of(spec).kinds());
                });
        out.flush();
        return 0;
    }

    private String markdown(String body) {
        return "# " + page.title + "\n\nPrinted by `polymeter reference " + Texts.kebab(page)
                + "` from the program itself; not edited by hand.\n\n" + page.introduction + body;
    }
}
