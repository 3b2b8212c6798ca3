package io.polymeter.link.telegram;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Tells which fields of telegrams are refused: each once, and once when it is in order again. Lists of one meter that
/// come in turn are told apart.
public final class RefusedFields {

    private static final int MAX_LISTS = 16;

    private final Link link;
    private final Context context;
    private final Map<String, Set<String>> told = new HashMap<>();

    /// For the fields of a link's telegrams.
    public RefusedFields(Link link, Context context) {
        this.link = link;
        this.context = context;
    }

    /// Tells of a telegram.
    ///
    /// @param refusals the fields, and why each is refused
    public void tell(Telegram telegram, Set<Telegram.Refusal> refusals) {
        Set<String> fields = new HashSet<>();
        for (Telegram.Refusal refusal : refusals) {
            fields.add(refusal.field());
            context.health().count("refused-fields");
            link.trouble(context, Trouble.warning(refusal.field(), refusal.why(), ""));
        }
        if (told.size() >= MAX_LISTS) {
            told.clear();
        }
        Set<String> before = told.put(telegram.list(), fields);
        if (before != null) {
            before.stream().filter(field -> !fields.contains(field)).forEach(field -> link.settled(context, field));
        }
    }
}
