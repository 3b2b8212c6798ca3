package io.polymeter.app.cli;

import io.polymeter.app.api.CheckJson;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.config.yaml.Redaction;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.Protocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Wiring;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The work of `polymeter check`, however its command line was parsed.
///
/// @param out gets the planned links, or the JSON document
/// @param err gets what is wrong
record Check(List<Protocol> protocols, PrintWriter out, PrintWriter err) {

    /// Checks a file for people.
    ///
    /// @param file null for the one `run` would use
    /// @return the exit code
    /// @throws CommandFailure where there is no file
    int of(@Nullable Path file) {
        LoadedConfiguration loaded = loaded(file);
        loaded.problems().forEach(problem -> err.println(problem));
        err.flush();
        if (loaded.plan() != null) {
            loaded.plan().describe().forEach(line -> out.println(Redaction.clean(line)));
            long warnings = loaded.problems().size();
            out.println(loaded.file() + ": no errors"
                    + (warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings"));
            out.flush();
        }
        return exit(loaded);
    }

    /// Checks a file for programs: whatever comes of it is one JSON document.
    ///
    /// @param file null for the one `run` would use
    /// @return the exit code
    int asJson(@Nullable Path file) {
        try {
            LoadedConfiguration loaded = loaded(file);
            print(CheckJson.of(loaded.problems(), loaded.plan()));
            return exit(loaded);
        } catch (CommandFailure e) {
            return failed(file, e);
        }
    }

    /// The document of a check that could not be made.
    int failed(@Nullable Path file, CommandFailure why) {
        print(CheckJson.failed(file == null ? "polymeter.yaml" : file.toString(), CommandFailure.words(why)));
        return why.exitCode();
    }

    private LoadedConfiguration loaded(@Nullable Path file) {
        return LoadedConfiguration.from(file, new Wiring(Catalog.builtIn(), protocols));
    }

    private static int exit(LoadedConfiguration loaded) {
        return loaded.plan() == null ? CommandFailure.USAGE : 0;
    }

    private void print(JsonObject document) {
        out.print(Redaction.clean(JsonText.indented(document.build())));
        out.flush();
    }
}
