package io.polymeter.config.yaml;

/// The reference of a language as Markdown, from the declarations the binder reads.
public final class Reference {

    private final StringBuilder out = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");

    private Reference() {}

    /// Every key of any bound record.
    public static String markdown(Binder binder, Class<? extends Record> type) {
        Reference reference = new Reference();
        reference.rows(binder.shape(type), "");
        return reference.out.toString();
    }

    /// A key's documentation with what its absence means.
    static String text(TypeDeclaration.KeyDoc doc) {
        String absent = whenAbsent(doc);
        return doc.doc() + (absent.isEmpty() ? "" : " Default: " + absent + ".");
    }

    private static String whenAbsent(TypeDeclaration.KeyDoc doc) {
        if (!doc.absent().isEmpty()) {
            return doc.absent();
        }
        return doc.fallback().isEmpty() ? "" : "`" + doc.fallback() + "`";
    }

    private void rows(Shape shape, String path) {
        switch (shape) {
            case Shape.Group group ->
                group.entries().forEach((key, entry) -> {
                    row(path + key, entry);
                    rows(entry.shape(), path + key + ".");
                });
            case Shape.Listing listing -> rows(listing.element(), path.substring(0, path.length() - 1) + "[].");
            case Shape.Table table -> {
                table.declared().forEach((key, entry) -> row(path + key, entry));
                rows(table.value(), path + "NAME.");
            }
            case Shape.Leaf _, Shape.Choice _, Shape.Raw _ -> {}
        }
    }

    private void row(String key, Shape.Entry entry) {
        TypeDeclaration.KeyDoc doc = entry.doc();
        boolean choice = entry.field().kind() == Shape.Field.Kind.ONE_OF;
        String absent = doc == null ? "" : whenAbsent(doc);
        String without = choice
                ? "one " + entry.field().key() + " is required"
                : !absent.isEmpty() ? absent : entry.field().optional() ? "" : "required";
        String example = doc == null || doc.example().isEmpty() ? "" : " E.g. `" + doc.example() + "`";
        out.append("| `").append(key).append("` | ");
        out.append(cell(KeyHints.message(entry.shape()).text())).append(" | ");
        out.append(cell(without)).append(" | ");
        out.append(cell((doc == null ? "" : doc.doc()) + example)).append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
