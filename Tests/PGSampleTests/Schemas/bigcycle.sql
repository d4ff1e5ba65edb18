-- Cycles whose every key is NOT NULL: no order of tables loads them row by row, and a sample must take all that hangs together.
-- Covers TRAPS reported 8 and 9, spare "SetNull on a NOT NULL column"; shape "deferrable constraints". Needs: PostgreSQL 13; UTF8.
BEGIN;
CREATE TABLE company (id int PRIMARY KEY, ceo int NOT NULL, main_office int NOT NULL);
CREATE TABLE office (id int PRIMARY KEY, company int NOT NULL REFERENCES company, keeper int NOT NULL);
CREATE TABLE department (company int, code text, head int NOT NULL, parent_code text NOT NULL, PRIMARY KEY (company, code),
    FOREIGN KEY (company) REFERENCES company,
    FOREIGN KEY (company, parent_code) REFERENCES department DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE employee (id int PRIMARY KEY, company int NOT NULL REFERENCES company, department text NOT NULL, boss int NOT NULL REFERENCES employee DEFERRABLE INITIALLY DEFERRED,
    office int NOT NULL REFERENCES office, substitute int NOT NULL UNIQUE REFERENCES employee (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (department, company) REFERENCES department (code, company));
CREATE TABLE project (id uuid PRIMARY KEY, company int NOT NULL, department text NOT NULL, lead int NOT NULL REFERENCES employee, successor uuid NOT NULL REFERENCES project DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (company, department) REFERENCES department);
CREATE TABLE assignment (project uuid REFERENCES project, employee int REFERENCES employee, deputy_project uuid NOT NULL, deputy_employee int NOT NULL, PRIMARY KEY (project, employee),
    FOREIGN KEY (deputy_project, deputy_employee) REFERENCES assignment DEFERRABLE INITIALLY DEFERRED);

ALTER TABLE company ADD FOREIGN KEY (ceo) REFERENCES employee DEFERRABLE INITIALLY DEFERRED, ADD FOREIGN KEY (main_office) REFERENCES office DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE office ADD FOREIGN KEY (keeper) REFERENCES employee DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE department ADD FOREIGN KEY (head) REFERENCES employee DEFERRABLE INITIALLY DEFERRED;

-- 40 companies that know nothing of each other, so that a sample of one leaves the others out. Each has 3 offices, 4 departments,
-- 10 employees whose substitutes form one ring, and 5 projects that follow each other in a ring.
INSERT INTO company SELECT c, c * 10 + 9, c * 3 + 2 FROM generate_series(1, 40) AS c;
INSERT INTO office SELECT c * 3 + o, c, c * 10 + o + 4 FROM generate_series(1, 40) AS c, generate_series(0, 2) AS o;
INSERT INTO department SELECT c, 'D' || d, c * 10 + d, 'D' || (d + 1) % 4 FROM generate_series(1, 40) AS c, generate_series(0, 3) AS d;
INSERT INTO employee SELECT c * 10 + e, c, 'D' || e % 4, c * 10 + e / 2, c * 3 + e % 3, c * 10 + (e + 1) % 10 FROM generate_series(1, 40) AS c, generate_series(0, 9) AS e;
INSERT INTO project
SELECT lpad(to_hex(c * 16 + p), 32, '0')::uuid, c, 'D' || p % 4, c * 10 + 9 - p, lpad(to_hex(c * 16 + (p + 1) % 5), 32, '0')::uuid
FROM generate_series(1, 40) AS c, generate_series(0, 4) AS p;
INSERT INTO assignment
SELECT p.id, e.id, p.successor, e.substitute FROM project AS p JOIN employee AS e ON e.company = p.company;
COMMIT;
