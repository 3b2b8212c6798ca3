package io.polymeter.app.cli;

import io.polymeter.app.cli.report.Table;
import io.polymeter.app.cli.report.Texts;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.util.stream.Stream;

/// The documents of a device, as a table.
final class DocumentTable {

    private DocumentTable() {}

    /// Adds everything that is known of them.
    static StringBuilder append(StringBuilder text, Profile profile) {
        Documents documents = profile.documents();
        profile.groups().forEach(group -> text.append(ProfilesCommand.group(group)));
        documents
                .variables()
                .forEach((name, variable) -> text.append("variable ")
                        .append(name)
                        .append(": ")
                        .append(variable.doc())
                        .append(variable.fallback() == null ? "" : ", usually " + variable.fallback())
                        .append('\n'));
        Table table = new Table("field", "scale", "unit", "point", "group");
        for (Documents.Document document : documents.all()) {
            text.append(where(document)).append('\n');
        }
        for (Documents.Document document : documents.all()) {
            for (Documents.Value value : document.values()) {
                double factor = value.scale() * value.unit().factor();
                table.row(
                        field(document, value),
                        factor == 1 ? "" : Texts.number(factor),
                        value.point().unit().symbol(),
                        value.point().name(),
                        document.group());
            }
        }
        return text.append('\n').append(table);
    }

    private static String where(Documents.Document document) {
        String get = document.get() == null
                ? ""
                : (document.get().body() == null ? "GET " : "POST ")
                        + document.get().path();
        String topic = document.topic() == null ? "" : "topic " + document.topic();
        return String.join(
                ", ", Stream.of(get, topic).filter(part -> !part.isEmpty()).toList());
    }

    private static String field(Documents.Document document, Documents.Value value) {
        String name = value.written().isEmpty() ? document.title() : value.written();
        return value.minus() == null ? name : name + " less another";
    }
}
