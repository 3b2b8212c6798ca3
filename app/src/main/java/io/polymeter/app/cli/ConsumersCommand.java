package io.polymeter.app.cli;

import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.Consumers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter consumers [NAME]`.
@Command(
        name = "consumers",
        description = "List the known consumers, or tell what one expects, how it asks and what serves it.")
final class ConsumersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A consumer's name, as `consumer:` takes it.")
    @Nullable
    String name;

    @Option(names = "--json", description = "Print JSON: a list, of one consumer where a name is given.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say more.")
    boolean help;

    @Override
    public void run() {
        Consumers known = Cli.of(spec).consumers();
        List<Consumer> wanted = name == null ? known.all() : List.of(find(known, name));
        var out = spec.commandLine().getOut();
        out.print(json ? ConsumerJson.of(wanted) : name == null ? list(wanted) : ConsumerText.of(wanted.getFirst()));
        out.flush();
    }

    private static Consumer find(Consumers known, String name) {
        return known.find(name)
                .orElseThrow(() -> CommandFailure.usage("there is no consumer '" + name + "'; " + known.hint(name)));
    }

    private static String list(List<Consumer> consumers) {
        Table table = new Table("consumer", "device", "interface", "unit", "expects");
        for (Consumer consumer : consumers) {
            ConsumerFace usual = consumer.usual();
            table.row(
                    consumer.id(),
                    consumer.title(),
                    ConsumerText.way(usual),
                    usual.unit() == null ? "" : usual.unit(),
                    ConsumerText.faces(consumer));
        }
        return table.toString();
    }
}
