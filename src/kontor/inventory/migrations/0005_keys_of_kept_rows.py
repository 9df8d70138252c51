
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0004_leaner_movements'),
        ('organization', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='stockposting',
            name='branch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.branch'),
        ),
    ]
