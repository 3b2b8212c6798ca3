package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.ConsumerJson;
import io.polymeter.app.cli.report.ConsumerText;
import io.polymeter.app.cli.report.Table;
import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.Consumers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter consumers [NAME]`.
@Command(name = "consumers", description = "List all known consumers, or show what one expects and how to serve it.")
final class ConsumersCommand extends BaseCommand implements Runnable {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Name of a consumer, as in `consumer:`.")
    @Nullable
    String name;

    @Option(names = "--json", description = "Print a JSON list, of one consumer if a name is given.")
    boolean json;

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
