/* libsml as a judge: prints the numbers of an SML file, `A-B:C.D.E VALUE UNIT`, one in each line. */
#include <math.h>
#include <sml/sml_file.h>
#include <sml/sml_get_list_response.h>
#include <sml/sml_message.h>
#include <sml/sml_value.h>
#include <stdio.h>

enum { LONGEST = 8192, START = 8, END = 8 };

static void print(const sml_list *entry) {
  if (!entry->obj_name || entry->obj_name->len != 6 || !entry->value || !entry->unit) {
    return;
  }
  if ((entry->value->type & SML_TYPE_FIELD) != SML_TYPE_INTEGER &&
      (entry->value->type & SML_TYPE_FIELD) != SML_TYPE_UNSIGNED) {
    return;
  }
  const unsigned char *code = entry->obj_name->str;
  double number = sml_value_to_double(entry->value) * pow(10, entry->scaler ? *entry->scaler : 0);
  if (code[5] == 255) {
    printf("%d-%d:%d.%d.%d %.4f %d\n", code[0], code[1], code[2], code[3], code[4], number, *entry->unit);
  }
}

int main(int count, char **arguments) {
  static unsigned char bytes[LONGEST];
  FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file) {
    fprintf(stderr, "usage: sml FILE\n");
    return 2;
  }
  size_t length = fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  if (length < START + END) {
    return 1;
  }
  sml_file *parsed = sml_file_parse(bytes + START, length - START - END);
  for (int i = 0; i < parsed->messages_len; i++) {
    sml_message *message = parsed->messages[i];
    if (message->message_body && *message->message_body->tag == SML_MESSAGE_GET_LIST_RESPONSE) {
      sml_get_list_response *response = message->message_body->data;
      for (sml_list *entry = response->val_list; entry; entry = entry->next) {
        print(entry);
      }
    }
  }
  sml_file_free(parsed);
  return 0;
}
