#ifndef DB_H
#define DB_H
#include <stdint.h>
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
#define DB_OK 0
#define DB_ROW 100
#define DB_DONE 101
typedef struct db db;
typedef struct db_stmt db_stmt;
typedef int (*db_callback)(void *user, int argc, char **argv, char **names);
int db_open(const char *path, db **out);
int db_close(db *handle);
int db_exec(db *handle, const char *sql, db_callback callback, void *user, char **error);
int db_prepare(db *handle, const char *sql, int length, db_stmt **out, const char **tail);
int db_step(db_stmt *stmt);
int64_t db_column_int64(db_stmt *stmt, int column);
double db_column_double(db_stmt *stmt, int column);
const unsigned char *db_column_text(db_stmt *stmt, int column);
const void *db_column_blob(db_stmt *stmt, int column, size_t *size);
int db_bind_blob(db_stmt *stmt, int index, const void *data, int size, void (*destructor)(void *));
int db_finalize(db_stmt *stmt);
void db_free(void *memory);
const char *db_errmsg(const db *handle);
extern const char db_version[];
#ifdef __cplusplus
}
#endif
#endif
