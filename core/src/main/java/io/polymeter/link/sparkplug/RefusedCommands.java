package io.polymeter.link.sparkplug;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Commands that were refused and said so, each kind once.
final class RefusedCommands {

    /// Kinds that are told apart; whoever tries all names does not fill the log.
    private static final int SAID = 100;

    private final Set<Command.Refused> said = ConcurrentHashMap.newKeySet();

    boolean isNews(Command.Refused refused) {
        return said.size() < SAID && said.add(refused);
    }
}
