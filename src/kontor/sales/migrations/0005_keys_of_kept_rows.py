
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0005_keys_of_kept_rows'),
        ('organization', '0001_initial'),
        ('parties', '0002_areas_and_terms'),
        ('sales', '0004_leaner_orders'),
    ]

    operations = [
        migrations.AlterField(
            model_name='salesorder',
            name='branch',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.branch'),
        ),
        migrations.AlterField(
            model_name='salesorder',
            name='channel',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.channel'),
        ),
        migrations.AlterField(
            model_name='salesorder',
            name='location',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.location'),
        ),
    ]
